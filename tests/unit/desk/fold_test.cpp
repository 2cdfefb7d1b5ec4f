#include "desk/fold.hpp"

#include "unit/desk/histories.hpp"

namespace chancery::desk {
namespace {

using testing::event;
using testing::History;
using testing::kAmina;
using testing::kMonday;
using testing::kOle;

const DeskId kArabic{1};
const DeskId kCapital{2};

Event routed(DeskId desk, Matter matter = Matter::Question, int urgency = 1) {
  Event made = event(EventKind::Routed, kMonday);
  made.desk = desk;
  made.matter = matter;
  made.urgency = urgency;
  return made;
}
Event to_desk(EventKind kind, DeskId desk) {
  Event made = event(kind, kMonday);
  made.desk = desk;
  return made;
}
Event by(EventKind kind, Officer user) {
  Event made = event(kind, kMonday);
  made.user = user;
  return made;
}
Event closed(Outcome outcome) {
  Event made = event(EventKind::Closed, kMonday);
  made.outcome = outcome;
  return made;
}

// The columns of a row that the store checks.
bool is_whole(const Standing& standing) {
  const bool held = standing.place == Place::Person;
  const bool shut = standing.place == Place::Closed;
  return held == static_cast<bool>(standing.holder) && shut == standing.outcome.has_value() &&
         (held || !standing.assigned) && standing.urgency >= 0 && standing.urgency <= 3;
}

TEST(Fold, AMessageLiesInTheQueueOfTheDeskItWasRoutedTo) {
  const Standing standing = fold(History{event(EventKind::Received, kMonday), routed(kArabic, Matter::Consular, 2)});
  EXPECT_EQ(standing.place, Place::Queue);
  EXPECT_EQ(standing.desk, kArabic);
  EXPECT_EQ(standing.matter, Matter::Consular);
  EXPECT_EQ(standing.urgency, 2);
  EXPECT_EQ(standing.token, 0);
}

TEST(Fold, EveryChangeOfHandsMakesANewToken) {
  Standing standing = fold(History{routed(kArabic)});
  std::int64_t token = 0;
  for (const Event& next :
       {by(EventKind::Claimed, kOle), by(EventKind::TakenOver, kAmina), by(EventKind::Assigned, kOle),
        to_desk(EventKind::Moved, kCapital), by(EventKind::Claimed, kOle), by(EventKind::Lapsed, kOle),
        by(EventKind::Claimed, kOle), by(EventKind::Released, kOle), closed(Outcome::Noted)}) {
    ASSERT_TRUE(may_follow(standing, next).has_value()) << to_string(next.kind);
    apply(standing, next);
    EXPECT_EQ(standing.token, ++token) << to_string(next.kind);
    EXPECT_TRUE(is_whole(standing)) << to_string(next.kind);
  }
  apply(standing, event(EventKind::Reopened, kMonday));
  EXPECT_EQ(standing.place, Place::Queue);
  EXPECT_EQ(standing.desk, kCapital);
  EXPECT_EQ(standing.token, token);
}

TEST(Fold, NotesDraftsAndAnswersMoveNothing) {
  const Standing before = fold(History{routed(kArabic), by(EventKind::Claimed, kOle)});
  for (const auto kind :
       {EventKind::Received, EventKind::Rewritten, EventKind::Withdrawn, EventKind::Answered, EventKind::TakenBack,
        EventKind::Drafted, EventKind::Submitted, EventKind::Returned, EventKind::Recalled, EventKind::Noted,
        EventKind::Marked, EventKind::JoinedQa, EventKind::LeftQa, EventKind::MergedIn, EventKind::Held,
        EventKind::Lifted, EventKind::Deidentified, EventKind::Imported}) {
    Standing standing = before;
    EXPECT_TRUE(may_follow(standing, by(kind, kAmina)).has_value()) << to_string(kind);
    apply(standing, by(kind, kAmina));
    EXPECT_EQ(standing, before) << to_string(kind);
  }
}

TEST(Fold, WhatAPersonSaidOfUrgencyAndMatterNoRuleChanges) {
  Event urgency = by(EventKind::Urgency, kOle);
  urgency.urgency = 3;
  Event matter = by(EventKind::Classified, kOle);
  matter.matter = Matter::Life;
  const Standing standing = fold(History{routed(kArabic), urgency, matter, routed(kCapital, Matter::Dialogue, 0)});
  EXPECT_EQ(standing.desk, kCapital);
  EXPECT_EQ(standing.matter, Matter::Life);
  EXPECT_EQ(standing.urgency, 3);
  EXPECT_TRUE(standing.urgency_by_person);
}

TEST(Fold, NobodyClaimsWhatAnotherHasOrWhatIsClosed) {
  const Standing held = fold(History{routed(kArabic), by(EventKind::Claimed, kOle)});
  EXPECT_EQ(may_follow(held, by(EventKind::Claimed, kAmina)).error().code, Errc::Conflict);
  EXPECT_EQ(may_follow(held, by(EventKind::TakenOver, kOle)).error().hint, "She has this conversation already.");
  EXPECT_EQ(may_follow(held, routed(kCapital)).error().code, Errc::Conflict);
  const Standing shut = fold(History{routed(kArabic), closed(Outcome::Answered)});
  for (const auto kind : {EventKind::Claimed, EventKind::TakenOver, EventKind::Assigned, EventKind::Released}) {
    EXPECT_EQ(may_follow(shut, by(kind, kOle)).error().code, Errc::Conflict) << to_string(kind);
  }
  EXPECT_EQ(may_follow(shut, closed(Outcome::Noted)).error().code, Errc::Conflict);
}

TEST(Fold, ALapseOfAnOlderClaimTakesNothingFromTheNextHolder) {
  const Standing standing =
      fold(History{routed(kArabic), by(EventKind::Claimed, kOle), by(EventKind::TakenOver, kAmina)});
  Event lapsed = by(EventKind::Lapsed, kOle);
  lapsed.token = 1;
  EXPECT_EQ(may_follow(standing, lapsed).error().code, Errc::Conflict);
  Event given = by(EventKind::Lapsed, kAmina);
  EXPECT_EQ(may_follow(fold(History{routed(kArabic), by(EventKind::Assigned, kAmina)}), given).error().code,
            Errc::Conflict);
}

TEST(Fold, AMergedConversationStaysClosed) {
  const Standing standing = fold(History{routed(kArabic), event(EventKind::MergedInto, kMonday)});
  EXPECT_EQ(standing.outcome, Outcome::Merged);
  EXPECT_EQ(may_follow(standing, event(EventKind::Reopened, kMonday)).error().code, Errc::Conflict);
  EXPECT_EQ(may_follow(fold(History{routed(kArabic)}), closed(Outcome::Merged)).error().code, Errc::Invalid);
}

TEST(Fold, EveryPrefixOfEveryHistoryIsWholeAndItsTokenNeverFalls) {
  testing::for_all(20261122, [](const History& history) {
    Standing standing;
    for (const Event& next : history) {
      const std::int64_t before = standing.token;
      const Place place = standing.place;
      const Officer holder = standing.holder;
      apply(standing, next);
      if (!is_whole(standing) || standing.token < before || standing.token > before + 1) return false;
      const bool reopened = place == Place::Closed && standing.place == Place::Queue;
      const bool changed = place != standing.place || holder != standing.holder;
      if (changed && !reopened && standing.token == before) return false;
    }
    return standing == fold(history);
  });
}

TEST(Fold, WhatMayFollowNeverLeavesTwoHoldersOfOneToken) {
  testing::for_all(20261123, [](const History& history) {
    Standing standing;
    std::int64_t token = 0;
    Officer holder;
    for (const Event& next : history) {
      if (!may_follow(standing, next)) continue;
      apply(standing, next);
      if (standing.place != Place::Person) continue;
      if (standing.token == token && standing.holder != holder) return false;
      token = standing.token;
      holder = standing.holder;
    }
    return true;
  });
}

}  // namespace
}  // namespace chancery::desk
