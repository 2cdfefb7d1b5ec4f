#include "staff/passkeys.hpp"

#include <gtest/gtest.h>

#include "staff/recovery.hpp"
#include "staff/user_changes.hpp"
#include "support/authenticator.hpp"
#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

using chancery::test::Authenticator;

class PasskeysTest : public testing::Test {
 protected:
  PasskeysTest() {
    person = ministry.set_up();
    ministry.join("ole", Role::Admin);
    anna = user("anna");
  }
  User user(std::string_view login) {
    return *ministry.store->read([&](store::Snapshot& snapshot) { return user_by_login(snapshot, login); });
  }
  Result<Passkey> add(const Authenticator& device, const std::string& name = "phone") {
    const auto offer = passkeys.offer(anna);
    handle = offer.handle;
    return passkeys.add(anna, {offer.challenge, name, device.client_data("webauthn.create", offer.challenge),
                               device.attestation_object()});
  }
  PasskeyAnswer answer(const Authenticator& device, const std::string& challenge) {
    return {.challenge = challenge,
            .credential = device.credential,
            .client_data = device.client_data("webauthn.get", challenge),
            .authenticator_data = device.authenticator_data(),
            .signature = device.sign(challenge),
            .handle = handle,
            .address = "192.0.2.9",
            .former_session = {}};
  }
  Result<SignedIn> sign_in(const Authenticator& device) {
    return passkeys.sign_in(answer(device, passkeys.challenge()));
  }
  Status write(std::function<Status(store::Transaction&)> act) { return ministry.store->write_now(std::move(act)); }
  [[nodiscard]] Timestamp now() const { return ministry.store.clock.now(); }

  test::Ministry ministry;
  Passkeys passkeys{*ministry.store, ministry.sessions, {"mfa.example", {"https://mfa.example"}}};
  test::Person person;
  User anna;
  std::string handle;
};

TEST_F(PasskeysTest, APasskeyAloneSignsIn) {
  const Authenticator device;
  ASSERT_TRUE(add(device).has_value());
  const auto signed_in = sign_in(device);
  ASSERT_TRUE(signed_in.has_value()) << signed_in.error().detail;
  EXPECT_EQ(signed_in->user.login, "anna");
  EXPECT_EQ(ministry.sessions.find(signed_in->token)->method, SessionMethod::Passkey);
  EXPECT_EQ(
      ministry.audited(2),
      (std::vector<std::string>{"user:anna session.begin user:anna passkey",
                                "user:anna passkey.add passkey:" + passkeys.of(anna.id)[0].id.text() + " user:anna"}));
  EXPECT_TRUE(passkeys.of(anna.id)[0].used_at.has_value());
}

TEST_F(PasskeysTest, AChallengeIsGoodOnceAndForFiveMinutes) {
  const Authenticator device;
  ASSERT_TRUE(add(device).has_value());
  const auto challenge = passkeys.challenge();
  EXPECT_TRUE(passkeys.sign_in(answer(device, challenge)).has_value());
  EXPECT_EQ(passkeys.sign_in(answer(device, challenge)).error().code, Errc::Unauthorized) << "a replay";
  const auto late = passkeys.challenge();
  ministry.store.clock.advance(Passkeys::kLasts);
  EXPECT_EQ(passkeys.sign_in(answer(device, late)).error().code, Errc::Unauthorized);
  EXPECT_EQ(passkeys.sign_in(answer(device, std::string(32, 'm'))).error().code, Errc::Unauthorized) << "never given";
}

TEST_F(PasskeysTest, AChallengeForOnePersonOrPurposeServesNoOther) {
  const Authenticator device;
  ASSERT_TRUE(add(device).has_value());
  const auto offered = passkeys.offer(anna).challenge;
  EXPECT_EQ(passkeys.sign_in(answer(device, offered)).error().code, Errc::Unauthorized);
  const auto challenge = passkeys.offer(user("ole")).challenge;
  EXPECT_EQ(passkeys
                .add(anna, {challenge, "phone", device.client_data("webauthn.create", challenge),
                            device.attestation_object()})
                .error()
                .code,
            Errc::Gone);
}

TEST_F(PasskeysTest, ACopiedKeyIsRefusedAndTold) {
  Authenticator device;
  device.count = 3;
  ASSERT_TRUE(add(device).has_value());
  device.count = 4;
  EXPECT_TRUE(sign_in(device).has_value());
  const auto refused = sign_in(device);
  EXPECT_EQ(refused.error().code, Errc::Unauthorized) << "the reader learns no more than of any failure";
  EXPECT_TRUE(ministry.audited(1)[0].starts_with("user:anna passkey.cloned passkey:"));
}

TEST_F(PasskeysTest, OneCredentialIsOnePersonsAndWhatIsRemovedSignsInNoMore) {
  const Authenticator device;
  const auto added = add(device);
  ASSERT_TRUE(added.has_value());
  EXPECT_EQ(add(device).error().code, Errc::Conflict);
  EXPECT_EQ(passkeys.remove(user("ole"), added->id).error().code, Errc::NotFound) << "not hers";
  ASSERT_TRUE(passkeys.remove(anna, added->id).has_value());
  EXPECT_EQ(sign_in(device).error().code, Errc::Unauthorized);
}

TEST_F(PasskeysTest, AnotherHandleIsAnotherPersonAndNoneIsNobody) {
  const Authenticator device;
  ASSERT_TRUE(add(device).has_value());
  handle = "somebody else";
  EXPECT_EQ(sign_in(device).error().code, Errc::Unauthorized);
  handle.clear();
  EXPECT_EQ(sign_in(device).error().code, Errc::Unauthorized);
}

TEST_F(PasskeysTest, FailuresOfAnAddressAreThrottled) {
  const Authenticator device;
  Result<SignedIn> last = fail(Error{});
  for (int i = 0; i < 40; ++i) last = sign_in(device);
  EXPECT_EQ(last.error().code, Errc::TooMany);
}

TEST_F(PasskeysTest, EndingAnAccountEndsEverythingThatSignsIn) {
  const Authenticator device;
  ASSERT_TRUE(add(device).has_value());
  const auto session = sign_in(device);
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(write([&](auto& tx) { return end_user(tx, anna.id, "user:anna", now()); }).error().code, Errc::Refused);
  ASSERT_TRUE(write([&](auto& tx) { return end_user(tx, anna.id, "user:ole", now()); }).has_value());
  EXPECT_FALSE(ministry.sessions.find(session->token).has_value());
  EXPECT_EQ(sign_in(device).error().code, Errc::Unauthorized);
  EXPECT_FALSE(ministry.sign_in.sign_in(ministry.credentials(person)).has_value());
  EXPECT_TRUE(user("anna").ended_at.has_value()) << "who she was stays";
  EXPECT_EQ(write([&](auto& tx) { return end_user(tx, user("ole").id, "cli:0", now()); }).error().code, Errc::Conflict)
      << "nobody would administer";
}

TEST_F(PasskeysTest, ARecoveryCodeOpensOnceAndOnlyToAddASecondFactor) {
  const auto codes = *ministry.store->write_now([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
    return renew_recovery_codes(tx, ministry.keys, anna, now());
  });
  ASSERT_EQ(codes.size(), 10U);
  EXPECT_EQ(codes[0].size(), 19U);
  auto credentials = ministry.credentials(person);
  credentials.code.clear();
  credentials.recovery_code = "  " + codes[3];
  for (auto& letter : credentials.recovery_code) letter = static_cast<char>(std::tolower(letter));
  const auto in = ministry.sign_in.sign_in(credentials);
  ASSERT_TRUE(in.has_value());
  EXPECT_EQ(ministry.sessions.find(in->token)->method, SessionMethod::Recovery);
  EXPECT_EQ(ministry.sign_in.sign_in(credentials).error().code, Errc::Unauthorized) << "once";
  credentials.recovery_code = codes[4];
  credentials.password = "another password";
  EXPECT_EQ(ministry.sign_in.sign_in(credentials).error().code, Errc::Unauthorized) << "not without the password";
  EXPECT_EQ(ministry.store->read([&](auto& snapshot) { return recovery_codes_left(snapshot, anna.id); }), 9U);
}

TEST_F(PasskeysTest, AResetLeavesOneCodeAndNothingElse) {
  const Authenticator device;
  ASSERT_TRUE(add(device).has_value());
  const auto code = *ministry.store->write_now(
      [&](store::Transaction& tx) { return reset_second_factor(tx, ministry.keys, anna.id, user("ole"), now()); });
  EXPECT_EQ(sign_in(device).error().code, Errc::Unauthorized);
  EXPECT_EQ(ministry.sign_in.sign_in(ministry.credentials(person)).error().code, Errc::Unauthorized)
      << "the authenticator she lost";
  auto credentials = ministry.credentials(person);
  credentials.recovery_code = code;
  EXPECT_TRUE(ministry.sign_in.sign_in(credentials).has_value());
}

TEST_F(PasskeysTest, ARoleChangesAtOnceAndSomebodyAlwaysAdministers) {
  const auto change = [&](const User& who, Role role) {
    return write([&](auto& tx) { return change_user(tx, who.id, {"Anna Berg", role, true}, user("ole"), now()); });
  };
  ASSERT_TRUE(change(anna, Role::Officer).has_value());
  EXPECT_EQ(user("anna").role, Role::Officer);
  EXPECT_TRUE(user("anna").local);
  EXPECT_EQ(change(user("ole"), Role::Officer).error().code, Errc::Conflict);
}

}  // namespace
}  // namespace chancery::staff
