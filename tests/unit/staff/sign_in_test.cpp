#include "staff/sign_in.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>

#include "store/sql.hpp"
#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

using namespace std::chrono_literals;

class SigningIn : public testing::Test {
 protected:
  Result<SignedIn> sign_in(const Credentials& credentials) { return ministry_.sign_in.sign_in(credentials); }
  Credentials right() { return ministry_.credentials(anna_); }
  Credentials wrong(std::string address = "192.0.2.1") {
    auto credentials = ministry_.credentials(anna_, std::move(address));
    credentials.password = "incorrect horse battery";
    return credentials;
  }

  test::Ministry ministry_;
  test::Person anna_ = ministry_.set_up();
};

TEST_F(SigningIn, WithAllThreeRightGivesASession) {
  const auto signed_in = sign_in(right());
  ASSERT_TRUE(signed_in.has_value()) << signed_in.error().detail;
  EXPECT_EQ(signed_in->user.login, "anna");
  EXPECT_EQ(signed_in->expires, ministry_.store.clock.now() + 12h);
  EXPECT_TRUE(ministry_.sessions.find(signed_in->token).has_value());
  EXPECT_EQ(ministry_.audited(1), std::vector<std::string>{"user:anna session.begin user:anna"});
}

TEST_F(SigningIn, EverythingWrongGetsOneAnswer) {
  const auto hint = sign_in(wrong()).error().hint;
  const std::function<void(Credentials&)> changes[] = {
      [](Credentials& c) { c.login = "nobody"; },
      [](Credentials& c) { c.login = "ANNA'; --\xff"; },
      [](Credentials& c) { c.login.clear(); },
      [](Credentials& c) { c.password.clear(); },
      [](Credentials& c) { c.password += ' '; },
      [](Credentials& c) { c.code[5] = c.code[5] == '9' ? '0' : static_cast<char>(c.code[5] + 1); },
      [](Credentials& c) { c.code = "12345"; },
      [](Credentials& c) { c.code.clear(); },
  };
  for (const auto& change : changes) {
    ministry_.store.clock.advance(1h);
    auto credentials = right();
    change(credentials);
    const auto result = sign_in(credentials);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, Errc::Unauthorized);
    EXPECT_EQ(result.error().hint, hint);
  }
  ministry_.store.clock.advance(1h);
  EXPECT_TRUE(sign_in(right()).has_value());
}

TEST_F(SigningIn, ACodeWorksOnce) {
  const auto credentials = right();
  ASSERT_TRUE(sign_in(credentials).has_value());
  EXPECT_EQ(sign_in(credentials).error().code, Errc::Unauthorized);
  ministry_.store.clock.advance(30s);
  EXPECT_EQ(sign_in(credentials).error().code, Errc::Unauthorized) << "nor as the step before";
  EXPECT_TRUE(sign_in(right()).has_value());
}

TEST_F(SigningIn, OfManyAtOnceWithOneCodeOneSucceeds) {
  const auto credentials = right();
  std::vector<std::future<Result<SignedIn>>> all;
  for (int i = 0; i < 4; ++i) all.push_back(std::async(std::launch::async, [&] { return sign_in(credentials); }));
  int succeeded = 0;
  for (auto& each : all) succeeded += each.get() ? 1 : 0;
  EXPECT_EQ(succeeded, 1);
}

TEST_F(SigningIn, ReplacesTheFormerSession) {
  const auto former = sign_in(right()).value();
  ministry_.store.clock.advance(60s);
  auto credentials = right();
  credentials.former_session = former.token;
  const auto latter = sign_in(credentials).value();
  EXPECT_NE(latter.token, former.token);
  EXPECT_FALSE(ministry_.sessions.find(former.token).has_value());
  EXPECT_TRUE(ministry_.sessions.find(latter.token).has_value());
}

TEST_F(SigningIn, FailuresAreAuditedByLoginAndUnknownLoginsAreNotKept) {
  ASSERT_FALSE(sign_in(wrong()).has_value());
  auto typed_the_password_as_login = right();
  typed_the_password_as_login.login = "correct-horse-battery";
  ASSERT_FALSE(sign_in(typed_the_password_as_login).has_value());
  const auto entries = ministry_.audited(2);
  EXPECT_EQ(entries[0], "user:anna session.refuse user:anna");
  EXPECT_EQ(entries[1], "setup institution.set_up user:anna");
}

TEST_F(SigningIn, AfterFiveFailuresALoginWaitsTwiceAsLongEachTime) {
  // From a new address each time: only the login's own count is left.
  int address = 0;
  const auto strange = [&] { return "198.51.100." + std::to_string(++address); };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(wrong(strange())).error().code, Errc::Unauthorized);
  for (const auto wait : {2s, 4s, 8s, 16s}) {
    const auto throttled = sign_in(ministry_.credentials(anna_, strange()));
    ASSERT_FALSE(throttled.has_value());
    EXPECT_EQ(throttled.error().code, Errc::TooMany);
    EXPECT_EQ(throttled.error().retry_after, wait);
    ministry_.store.clock.advance(wait);
    EXPECT_EQ(sign_in(wrong(strange())).error().code, Errc::Unauthorized);
  }
  ministry_.store.clock.advance(32s);
  EXPECT_TRUE(sign_in(ministry_.credentials(anna_, strange())).has_value());
}

TEST_F(SigningIn, AnUnknownLoginIsThrottledAlike) {
  auto credentials = wrong();
  credentials.login = "nobody";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in(credentials).error().code, Errc::Unauthorized);
  EXPECT_EQ(sign_in(credentials).error().code, Errc::TooMany);
}

TEST_F(SigningIn, AnAddressThatTriesManyLoginsWaits) {
  auto credentials = wrong("2001:db8::1");
  for (int i = 0; i < 20; ++i) {
    credentials.login = "login" + std::to_string(i);
    credentials.address = "2001:db8::" + std::to_string(i + 1);
    EXPECT_EQ(sign_in(credentials).error().code, Errc::Unauthorized) << i;
  }
  credentials.login = "login99";
  const auto throttled = sign_in(credentials);
  EXPECT_EQ(throttled.error().code, Errc::TooMany);
  EXPECT_GT(throttled.error().retry_after.count(), 0);
  credentials.address = "2001:db8:0:1::1";
  EXPECT_EQ(sign_in(credentials).error().code, Errc::Unauthorized);
}

TEST_F(SigningIn, StrangersCannotShutOutWhoSignedInFromHereBefore) {
  ASSERT_TRUE(sign_in(right()).has_value());
  ministry_.store.clock.advance(60s);
  for (int i = 0; i < 5; ++i) ASSERT_FALSE(sign_in(wrong("198.51.100." + std::to_string(i))).has_value());
  EXPECT_EQ(sign_in(ministry_.credentials(anna_, "203.0.113.5")).error().code, Errc::TooMany);
  EXPECT_TRUE(sign_in(right()).has_value());
}

TEST_F(SigningIn, APasswordHashedAtAnotherCostIsHashedAnew) {
  Passwords dearer(ministry_.keys, {.cost = {.passes = 2, .memory = crypto::PasswordCost::least().memory}});
  SignIn after(*ministry_.store, ministry_.keys, dearer, ministry_.sessions);
  const auto hash = [&] {
    return ministry_.store->read([](store::Snapshot& snapshot) {
      auto query = connection(snapshot).query("SELECT password_hash FROM staff_user");
      return query.step() ? query.text(0) : std::string{};
    });
  };
  EXPECT_TRUE(dearer.needs_rehash(hash()));
  ASSERT_TRUE(after.sign_in(right()).has_value());
  EXPECT_FALSE(dearer.needs_rehash(hash()));
  ministry_.store.clock.advance(60s);
  EXPECT_TRUE(after.sign_in(right()).has_value());
}

TEST_F(SigningIn, TheDatabaseHoldsNeitherPasswordNorTokenNorAuthenticatorSecret) {
  const auto signed_in = sign_in(right()).value();
  std::string all;
  ministry_.store->read([&](store::Snapshot& snapshot) {
    auto user = connection(snapshot).query("SELECT password_hash, totp_box FROM staff_user");
    while (user.step()) all += user.text(0) + user.text(1);
    auto session = connection(snapshot).query("SELECT token_hash FROM staff_session");
    while (session.step()) all += session.text(0);
    return 0;
  });
  EXPECT_GT(all.size(), 100U);
  for (const auto& secret : {std::string(test::kPassword), signed_in.token, anna_.totp_secret,
                             crypto::to_base64url(anna_.totp_secret), crypto::to_base32(anna_.totp_secret)}) {
    EXPECT_EQ(all.find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace chancery::staff
