#include "staff/enrolment.hpp"

#include <gtest/gtest.h>

#include <future>

#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

using namespace std::chrono_literals;

class Enrolling : public testing::Test {
 protected:
  Result<SignedIn> set_up(const EnrolmentLink& link, const Enrolments::Also& also = {}) {
    return ministry_.enrolments.complete_setup(link.token, ministry_.norway(), ministry_.new_user(link.token, "anna"),
                                               also);
  }
  EnrolmentLink setup_link() { return ministry_.enrolments.new_setup_link(kSetupActor).value(); }
  std::optional<Institution> named() {
    return ministry_.store->read([](store::Snapshot& s) { return institution(s); });
  }
  std::size_t user_count() {
    return ministry_.store->read([](store::Snapshot& s) { return users(s).size(); });
  }

  test::Ministry ministry_;
};

TEST_F(Enrolling, ASetupLinkOffersAnAuthenticatorForThirtyMinutes) {
  const auto link = setup_link();
  EXPECT_EQ(link.token.size(), 43U);
  EXPECT_EQ(link.expires, ministry_.store.clock.now() + 30min);
  const auto offer = ministry_.enrolments.open(link.token).value();
  EXPECT_EQ(offer.kind, EnrolmentKind::Setup);
  EXPECT_EQ(offer.role, Role::Admin);
  EXPECT_EQ(offer.expires, link.expires);
  EXPECT_EQ(offer.totp_secret.size(), 32U);
  EXPECT_EQ(offer.totp_uri, "otpauth://totp/Chancery:administrator?secret=" + offer.totp_secret + "&issuer=Chancery");
  EXPECT_EQ(ministry_.enrolments.open(link.token).value().totp_secret, offer.totp_secret) << "looking changes nothing";
}

TEST_F(Enrolling, SetUpMakesTheInstitutionAndItsFirstAdministratorAndSignsHerIn) {
  const auto link = setup_link();
  UserId owner;
  const auto signed_in = set_up(link, [&](store::Transaction& tx, UserId id) -> Status {
    owner = id;
    EXPECT_TRUE(institution(tx).has_value());
    return {};
  });
  ASSERT_TRUE(signed_in.has_value()) << signed_in.error().detail;
  EXPECT_EQ(signed_in->user.login, "anna");
  EXPECT_EQ(signed_in->user.role, Role::Admin);
  EXPECT_EQ(signed_in->user.id, owner);
  EXPECT_EQ(ministry_.sessions.find(signed_in->token).value().user.id, owner);
  EXPECT_EQ(named()->name, "Ministry of Foreign Affairs");
  EXPECT_EQ(ministry_.audited(1), std::vector<std::string>{"setup institution.set_up user:anna"});
}

TEST_F(Enrolling, TheFirstAdministratorSignsInWithWhatSheChose) {
  const auto anna = ministry_.set_up();
  EXPECT_TRUE(ministry_.sign_in.sign_in(ministry_.credentials(anna)).has_value());
}

TEST_F(Enrolling, TheCodeThatConfirmedTheAuthenticatorCannotSignIn) {
  const auto link = setup_link();
  const test::Person anna{"anna", ministry_.secret_of(link.token)};
  ASSERT_TRUE(set_up(link).has_value());
  EXPECT_EQ(ministry_.sign_in.sign_in(ministry_.credentials(anna)).error().code, Errc::Unauthorized);
}

TEST_F(Enrolling, AnExpiredLinkIsGone) {
  const auto link = setup_link();
  const auto user = ministry_.new_user(link.token, "anna");
  ministry_.store.clock.advance(30min);
  EXPECT_EQ(ministry_.enrolments.open(link.token).error().code, Errc::Gone);
  EXPECT_EQ(ministry_.enrolments.complete_setup(link.token, ministry_.norway(), user, {}).error().code, Errc::Gone);
  EXPECT_FALSE(named().has_value());
}

TEST_F(Enrolling, ALinkWorksOnce) {
  const auto link = setup_link();
  const auto user = ministry_.new_user(link.token, "anna");
  ASSERT_TRUE(ministry_.enrolments.complete_setup(link.token, ministry_.norway(), user, {}).has_value());
  EXPECT_EQ(ministry_.enrolments.complete_setup(link.token, ministry_.norway(), user, {}).error().code, Errc::Gone);
  EXPECT_EQ(ministry_.enrolments.open(link.token).error().code, Errc::Gone);
}

TEST_F(Enrolling, OfManyAtOnceOneSucceeds) {
  const auto link = setup_link();
  const auto user = ministry_.new_user(link.token, "anna");
  std::vector<std::future<Result<SignedIn>>> all;
  for (int i = 0; i < 8; ++i) {
    all.push_back(std::async(std::launch::async, [&] {
      return ministry_.enrolments.complete_setup(link.token, ministry_.norway(), user, {});
    }));
  }
  int succeeded = 0;
  for (auto& each : all) {
    const auto result = each.get();
    succeeded += result ? 1 : 0;
    EXPECT_TRUE(result || result.error().code == Errc::Gone) << result.error().detail;
  }
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(user_count(), 1U);
}

TEST_F(Enrolling, ANewSetupLinkReplacesTheFormer) {
  const auto former = setup_link();
  const auto user = ministry_.new_user(former.token, "anna");
  const auto latter = setup_link();
  EXPECT_EQ(ministry_.enrolments.open(former.token).error().code, Errc::Gone);
  EXPECT_EQ(ministry_.enrolments.complete_setup(former.token, ministry_.norway(), user, {}).error().code, Errc::Gone);
  EXPECT_TRUE(set_up(latter).has_value());
}

TEST_F(Enrolling, WhatAlsoRefusesUndoesTheWholeSetUpAndTheLinkStaysGood) {
  const auto link = setup_link();
  const auto refused =
      set_up(link, [](store::Transaction&, UserId) -> Status { return fail(Errc::Invalid, "no purpose"); });
  EXPECT_EQ(refused.error().code, Errc::Invalid);
  EXPECT_FALSE(named().has_value());
  EXPECT_EQ(user_count(), 0U);
  EXPECT_TRUE(set_up(link).has_value());
}

TEST_F(Enrolling, AWrongFieldOrCodeIsNamedAndTheLinkStaysGood) {
  const auto link = setup_link();
  const auto hint = [&](const auto& change) {
    auto user = ministry_.new_user(link.token, "anna");
    auto place = ministry_.norway();
    change(user, place);
    const auto result = ministry_.enrolments.complete_setup(link.token, place, user, {});
    EXPECT_EQ(result.error().code, Errc::Invalid);
    return result.error().hint;
  };
  EXPECT_TRUE(hint([](auto& user, auto&) { user.login = "Anna"; }).starts_with("login"));
  EXPECT_TRUE(hint([](auto& user, auto&) { user.name = ""; }).starts_with("name"));
  EXPECT_TRUE(hint([](auto& user, auto&) { user.password = "short"; }).starts_with("password"));
  EXPECT_TRUE(hint([](auto& user, auto&) { user.code = "12345"; }).starts_with("code"));
  EXPECT_TRUE(hint([](auto&, auto& place) { place.country = "XX"; }).starts_with("institution country"));
  EXPECT_TRUE(set_up(link).has_value());
}

TEST_F(Enrolling, TheCodeBelongsToTheLinkItWasShownWith) {
  ministry_.set_up();
  const auto one = ministry_.enrolments.invite("user:anna", "Bo", Role::Officer).value();
  const auto other = ministry_.enrolments.invite("user:anna", "Cy", Role::Officer).value();
  auto user = ministry_.new_user(one.token, "bo");
  EXPECT_EQ(ministry_.enrolments.accept_invitation(other.token, user).error().code, Errc::Invalid);
  EXPECT_TRUE(ministry_.enrolments.accept_invitation(one.token, user).has_value());
}

TEST_F(Enrolling, AfterSetUpThereIsNoSecondSetupLink) {
  ministry_.set_up();
  EXPECT_EQ(ministry_.enrolments.new_setup_link("cli:1000").error().code, Errc::Conflict);
}

TEST_F(Enrolling, NobodyIsInvitedBeforeSetUp) {
  EXPECT_EQ(ministry_.enrolments.invite("cli:0", "Bo", Role::Admin).error().code, Errc::Conflict);
}

TEST_F(Enrolling, AnInvitationGivesItsRoleFor72Hours) {
  ministry_.set_up();
  const auto link = ministry_.enrolments.invite("user:anna", "Bo Lind", Role::Officer).value();
  EXPECT_EQ(link.expires, ministry_.store.clock.now() + 72h);
  const auto offer = ministry_.enrolments.open(link.token).value();
  EXPECT_EQ(offer.kind, EnrolmentKind::Invitation);
  EXPECT_EQ(offer.name, "Bo Lind");
  EXPECT_NE(offer.totp_uri.find("otpauth://totp/Ministry%20of%20Foreign%20Affairs:Bo%20Lind?"), std::string::npos);
  ministry_.store.clock.advance(72h - 1s);
  const auto joined = ministry_.enrolments.accept_invitation(link.token, ministry_.new_user(link.token, "bo"));
  ASSERT_TRUE(joined.has_value()) << joined.error().detail;
  EXPECT_EQ(joined->user.role, Role::Officer);
  const auto entries = ministry_.audited(2);
  EXPECT_TRUE(entries[0].starts_with("user:bo invitation.accept enrolment:")) << entries[0];
  EXPECT_TRUE(entries[1].starts_with("user:anna invitation.offer enrolment:")) << entries[1];
}

TEST_F(Enrolling, ALinkServesOnlyItsOwnKind) {
  const auto setup = setup_link();
  EXPECT_EQ(ministry_.enrolments.accept_invitation(setup.token, ministry_.new_user(setup.token, "bo")).error().code,
            Errc::Gone);
  ASSERT_TRUE(set_up(setup).has_value());
  const auto invitation = ministry_.enrolments.invite("user:anna", "Bo", Role::Officer).value();
  const auto user = ministry_.new_user(invitation.token, "bo");
  EXPECT_EQ(ministry_.enrolments.complete_setup(invitation.token, ministry_.norway(), user, {}).error().code,
            Errc::Gone);
}

TEST_F(Enrolling, ATakenLoginIsAConflictAndTheLinkStaysGood) {
  ministry_.set_up("anna");
  const auto link = ministry_.enrolments.invite("user:anna", "Bo", Role::Officer).value();
  EXPECT_EQ(ministry_.enrolments.accept_invitation(link.token, ministry_.new_user(link.token, "anna")).error().code,
            Errc::Conflict);
  EXPECT_TRUE(ministry_.enrolments.accept_invitation(link.token, ministry_.new_user(link.token, "bo")).has_value());
}

TEST_F(Enrolling, WhatIsNoTokenIsGoneToo) {
  for (const auto& token : {std::string{}, std::string(42, 'a'), std::string(43, 'a'), std::string(5000, 'a'),
                            std::string("'; DROP TABLE enrolment; --")}) {
    EXPECT_EQ(ministry_.enrolments.open(token).error().code, Errc::Gone) << token;
  }
}

}  // namespace
}  // namespace chancery::staff
