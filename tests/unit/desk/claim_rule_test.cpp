#include "desk/claim_rule.hpp"

#include "unit/desk/histories.hpp"

namespace chancery::desk {
namespace {

using testing::kAmina;
using testing::kOle;

using namespace std::chrono_literals;
using testing::History;

const Steady kNow{1h};

Standing held(Officer by, bool assigned = false) {
  Event taken = testing::event(assigned ? EventKind::Assigned : EventKind::Claimed, testing::kMonday);
  taken.user = by;
  return fold(History{taken});
}
std::optional<Lease> lease(Officer by, std::chrono::minutes left) {
  return Lease{ConversationId{1}, by, 1, kNow + left};
}
ClaimAsked asks(Officer by, bool lead = false) {
  return {by, lead, lead, kNow, 10min};
}

TEST(ClaimRule, WhatLiesInTheQueueIsGranted) {
  EXPECT_EQ(decide(Standing{}, std::nullopt, false, asks(kOle)), ClaimAnswer::Granted);
}

TEST(ClaimRule, TheHolderIsRenewedUnderTheSameTokenAlsoWhenHerLeaseIsOver) {
  EXPECT_EQ(decide(held(kOle), lease(kOle, 3min), false, asks(kOle)), ClaimAnswer::Renewed);
  EXPECT_EQ(decide(held(kOle), lease(kOle, -3min), false, asks(kOle)), ClaimAnswer::Renewed);
}

TEST(ClaimRule, AnotherWaitsUntilTheLeaseIsOver) {
  EXPECT_EQ(decide(held(kOle), lease(kOle, 1min), false, asks(kAmina)), ClaimAnswer::HeldByAnother);
  EXPECT_EQ(decide(held(kOle), lease(kOle, 0min), false, asks(kAmina)), ClaimAnswer::Granted);
}

TEST(ClaimRule, AClaimWhoseLeaseIsNotKnownIsHeld) {
  EXPECT_EQ(decide(held(kOle), std::nullopt, false, asks(kAmina)), ClaimAnswer::HeldByAnother);
  Lease older = *lease(kOle, -5min);
  older.token = 0;
  EXPECT_EQ(decide(held(kOle), older, false, asks(kAmina)), ClaimAnswer::HeldByAnother);
}

TEST(ClaimRule, WhatWasGivenByNameDoesNotLapse) {
  EXPECT_EQ(decide(held(kOle, true), lease(kOle, -5min), false, asks(kAmina)), ClaimAnswer::HeldByAnother);
  EXPECT_EQ(decide(held(kOle, true), lease(kOle, -5min), false, asks(kAmina, true)), ClaimAnswer::TakenOver);
}

TEST(ClaimRule, WhileAReplyWaitsOnlyALeadTakesOver) {
  EXPECT_EQ(decide(held(kOle), lease(kOle, -5min), true, asks(kAmina)), ClaimAnswer::AwaitsApproval);
  EXPECT_EQ(decide(held(kOle), lease(kOle, -5min), true, asks(kAmina, true)), ClaimAnswer::TakenOver);
  ClaimAsked unsaid = asks(kAmina, true);
  unsaid.take_over = false;
  EXPECT_EQ(decide(held(kOle), lease(kOle, 5min), false, unsaid), ClaimAnswer::HeldByAnother);
}

TEST(ClaimRule, OneTokenOfOneHolderPassesTheFence) {
  EXPECT_TRUE(check_token(held(kOle), kOle, 1).has_value());
  EXPECT_EQ(check_token(held(kOle), kAmina, 1).error().code, Errc::Conflict);
  EXPECT_EQ(check_token(held(kOle), kOle, 0).error().code, Errc::Conflict);
  EXPECT_EQ(check_token(Standing{}, kOle, 0).error().hint, "Your claim has ended: claim the conversation again.");
  Standing shut = held(kOle);
  apply(shut, testing::event(EventKind::Closed, testing::kMonday));
  EXPECT_EQ(check_token(shut, kOle, 1).error().hint, "The conversation was closed meanwhile.");
}

TEST(ClaimRule, ATokenOnceLostNeverPassesAgain) {
  testing::for_all(5, [](const History& history) {
    Standing standing;
    std::vector<std::pair<Officer, std::int64_t>> lost;
    for (const Event& next : history) {
      const Standing before = standing;
      apply(standing, next);
      if (before.place == Place::Person && standing.token != before.token)
        lost.emplace_back(before.holder, before.token);
      for (const auto& [by, token] : lost) {
        if (check_token(standing, by, token)) return false;
      }
    }
    return true;
  });
}

}  // namespace
}  // namespace chancery::desk
