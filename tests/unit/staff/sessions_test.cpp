#include "staff/sessions.hpp"

#include <gtest/gtest.h>

#include "unit/staff/ministry.hpp"

namespace chancery::staff {
namespace {

using namespace std::chrono_literals;

class SignedInSession : public testing::Test {
 protected:
  SignedIn begin() {
    auto signed_in = ministry_.sign_in.sign_in(ministry_.credentials(anna_)).value();
    ministry_.store.clock.advance(60s);
    return signed_in;
  }
  // Waits until what nobody waited for is written.
  void settle() { (void)ministry_.audited(0); }
  bool alive(const SignedIn& session) {
    const bool found = ministry_.sessions.find(session.token).has_value();
    settle();
    return found;
  }

  test::Ministry ministry_;
  test::Person anna_ = ministry_.set_up();
};

TEST_F(SignedInSession, IsFoundByItsTokenAlone) {
  const auto signed_in = begin();
  const auto session = ministry_.sessions.find(signed_in.token).value();
  EXPECT_EQ(session.user.login, "anna");
  EXPECT_EQ(session.csrf, signed_in.csrf);
  EXPECT_EQ(session.expires, signed_in.expires);
  auto other = signed_in.token;
  other[5] = other[5] == 'A' ? 'B' : 'A';
  for (const auto& token : {other, std::string{}, std::string(43, 'A'), std::string(9000, 'A')}) {
    EXPECT_EQ(ministry_.sessions.find(token).error().code, Errc::Unauthorized);
  }
}

TEST_F(SignedInSession, EndsAfterTwoHoursWithoutARequest) {
  const auto session = begin();
  for (int i = 0; i < 3; ++i) {
    ministry_.store.clock.advance(2h - 2min);
    EXPECT_TRUE(alive(session)) << i;
  }
  ministry_.store.clock.advance(2h);
  EXPECT_FALSE(alive(session));
}

TEST_F(SignedInSession, AskingWhetherItLivesDoesNotProlongIt) {
  const auto session = begin();
  ministry_.store.clock.advance(2h - 2min);
  EXPECT_TRUE(ministry_.sessions.alive(session.token));
  settle();
  ministry_.store.clock.advance(2min);
  EXPECT_FALSE(ministry_.sessions.alive(session.token));
  EXPECT_FALSE(ministry_.sessions.alive("no token"));
}

TEST_F(SignedInSession, IsRememberedFromItsLastRequestToItsEnd) {
  const auto session = begin();
  EXPECT_FALSE(ministry_.sessions.seen_lately(session.token)) << "no request has come";
  EXPECT_TRUE(alive(session));
  EXPECT_TRUE(ministry_.sessions.seen_lately(session.token));
  EXPECT_FALSE(ministry_.sessions.seen_lately(std::string(43, 'A')));
  EXPECT_FALSE(ministry_.sessions.seen_lately(""));
  ministry_.store.clock.advance(2h);
  EXPECT_FALSE(ministry_.sessions.seen_lately(session.token));
  const auto next = begin();
  EXPECT_TRUE(alive(next));
  ASSERT_TRUE(ministry_.sessions.end(next.token));
  EXPECT_FALSE(ministry_.sessions.seen_lately(next.token));
}

TEST_F(SignedInSession, EndsAfterTwelveHoursWhateverIsDone) {
  const auto session = begin();
  while (ministry_.store.clock.now() + 1h < session.expires) {
    ministry_.store.clock.advance(1h);
    EXPECT_TRUE(alive(session));
  }
  ministry_.store.clock.set(session.expires);
  EXPECT_FALSE(alive(session));
}

TEST_F(SignedInSession, SigningOutEndsItAndOnlyIt) {
  const auto one = begin();
  const auto other = begin();
  EXPECT_TRUE(ministry_.sessions.end(one.token).has_value());
  EXPECT_FALSE(alive(one));
  EXPECT_TRUE(alive(other));
  EXPECT_EQ(ministry_.audited(1), std::vector<std::string>{"user:anna session.end user:anna"});
  EXPECT_TRUE(ministry_.sessions.end(one.token).has_value());
  EXPECT_EQ(ministry_.audited(2)[1], "user:anna session.begin user:anna") << "a second time adds no entry";
}

TEST_F(SignedInSession, AllOfAUsersEndTogether) {
  const auto bo = ministry_.join("bo");
  const auto one = begin();
  const auto other = begin();
  const auto bos = ministry_.sign_in.sign_in(ministry_.credentials(bo)).value();
  // The one of set-up is the third.
  EXPECT_EQ(ministry_.sessions.end_all(one.user.id, "cli:0").value(), 3);
  EXPECT_FALSE(alive(one));
  EXPECT_FALSE(alive(other));
  EXPECT_TRUE(alive(bos));
  EXPECT_EQ(ministry_.audited(1), std::vector<std::string>{"cli:0 session.end_all user:anna"});
  EXPECT_EQ(ministry_.sessions.end_all(UserId{1}, "cli:0").error().code, Errc::NotFound);
}

TEST_F(SignedInSession, SweepingRemovesWhatHasExpired) {
  const auto old = begin();
  ministry_.store.clock.advance(3h);
  const auto fresh = begin();
  EXPECT_EQ(ministry_.sessions.sweep().value(), 2) << "the one of set-up and the old one";
  EXPECT_FALSE(alive(old));
  EXPECT_TRUE(alive(fresh));
}

TEST_F(SignedInSession, TheCsrfTokenBelongsToTheSession) {
  const auto one = begin();
  const auto other = begin();
  EXPECT_TRUE(ministry_.sessions.check_csrf(one.token, one.csrf).has_value());
  for (const auto& given : {other.csrf, std::string{}, one.token, one.csrf + "A"}) {
    EXPECT_EQ(ministry_.sessions.check_csrf(one.token, given).error().code, Errc::Forbidden);
  }
}

TEST_F(SignedInSession, SurvivesARestart) {
  const auto session = begin();
  settle();
  ministry_.store.reopen();
  const Sessions again(*ministry_.store, ministry_.keys);
  EXPECT_EQ(again.find(session.token).value().csrf, session.csrf);
}

}  // namespace
}  // namespace chancery::staff
