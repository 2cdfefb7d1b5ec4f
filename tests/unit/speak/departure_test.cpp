#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "speak/departure_rules.hpp"
#include "staff/audit.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Refuses what says "no", and writes down what it heard.
class Rules : public DepartureRules {
 public:
  Status may_leave(store::Transaction& tx, const Departure& departure) override {
    asked.push_back(departure);
    staff::append_audit(tx, Timestamp{}, "rules", "asked", "post:" + departure.post.text());
    if (refused != departure.post) return {};
    return fail(code, "refused", hint);
  }
  void has_left(store::Transaction&, const Departure& departure, const activity::Note& note, Timestamp) override {
    left.push_back(departure);
    notes.push_back(note.id);
  }
  void went_back(store::Transaction&, PostId post, std::string_view reason, Timestamp) override {
    back.emplace_back(post, reason);
  }

  PostId refused;
  Errc code = Errc::Unavailable;
  std::string hint = "Somebody else has this conversation now.";
  std::vector<Departure> asked;
  std::vector<Departure> left;
  std::vector<activity::NoteId> notes;
  std::vector<std::pair<PostId, std::string>> back;
};

class Departing : public Desk {
 protected:
  Departing() { set({.approvals = 1, .grace = std::chrono::seconds{0}}); }

  std::size_t send() { return send_due(*store, {.addresses = addresses, .log = log, .rules = &rules}).value(); }

  Rules rules;
};

TEST_F(Departing, OthersAreAskedBeforeAPostLeavesAndToldWhenItDid) {
  const auto post = agreed("Good morning");
  EXPECT_EQ(send(), 1U);
  ASSERT_EQ(rules.asked.size(), 1U);
  EXPECT_EQ(rules.asked[0].post, post.id);
  EXPECT_EQ(rules.asked[0].digest, post.digest);
  EXPECT_FALSE(rules.asked[0].edit);
  EXPECT_FALSE(rules.asked[0].note);
  EXPECT_THAT(rules.notes, ElementsAre(stored(post).note));

  auto changed = change(anna, stored(post), says("Good evening")).value();
  changed = submit(anna, changed).value();
  ASSERT_TRUE(approve(ben, changed).has_value());
  EXPECT_EQ(send(), 1U);
  ASSERT_EQ(rules.left.size(), 2U);
  EXPECT_TRUE(rules.asked[1].edit);
  EXPECT_TRUE(rules.left[1].edit);
  EXPECT_EQ(rules.left[1].note, rules.notes[0]);
}

TEST_F(Departing, WhatTheyRefuseGoesBackWithTheirReasonWhateverItIs) {
  for (const auto code : {Errc::Unavailable, Errc::Timeout, Errc::Internal, Errc::Conflict}) {
    const auto post = agreed("Good morning", "key " + std::to_string(static_cast<int>(code)));
    rules.refused = post.id;
    rules.code = code;
    EXPECT_EQ(send(), 1U) << "it went back";
    EXPECT_EQ(stored(post).status, PostStatus::Draft);
    EXPECT_TRUE(stored(post).approvals.empty());
    EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return steps_of(snapshot, post.id).back().reason; }),
              rules.hint);
    EXPECT_THAT(rules.back.back(), testing::Pair(post.id, rules.hint)) << "and they hear of it";
    EXPECT_EQ(send(), 0U) << "and is not tried again and again";
  }
  EXPECT_TRUE(notes().empty());
  EXPECT_TRUE(rules.left.empty());
}

TEST_F(Departing, OneRefusedStopsNobodyElse) {
  const auto first = agreed("No", "1");
  rules.refused = first.id;
  const auto second = agreed("Yes", "2");
  EXPECT_EQ(send(), 2U);
  EXPECT_EQ(stored(first).status, PostStatus::Draft);
  EXPECT_EQ(stored(second).status, PostStatus::Sent);
  EXPECT_THAT(rules.notes, ElementsAre(stored(second).note));
}

TEST_F(Departing, WhatTheyWroteWhenTheyRefusedStays) {
  const auto post = agreed("No");
  rules.refused = post.id;
  rules.hint.clear();
  EXPECT_EQ(send(), 1U);
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_THAT(steps_of(snapshot, post.id).back().reason, HasSubstr("could not be sent"));
    const auto entries = staff::audit_entries(snapshot, 0, 100);
    EXPECT_TRUE(std::ranges::any_of(entries, [](const auto& entry) { return entry.action == "asked"; }));
  });
}

TEST_F(Departing, APostIsRecalledUntilItLeft) {
  set({.approvals = 1, .grace = std::chrono::seconds{30}});
  const auto recall = [&](const staff::User& by, const Post& post) {
    return attempt(
        [&](store::Transaction& tx) { return recall_post(tx, post.id, {by, store.clock.now()}, post.version); });
  };
  const auto post = agreed("Good morning");
  EXPECT_EQ(recall(ben, post).error().code, Errc::Forbidden) << "who may write undoes";
  EXPECT_EQ(recall(anna, post).value().status, PostStatus::Draft);
  EXPECT_TRUE(stored(post).approvals.empty());
  EXPECT_FALSE(stored(post).leaves_at);
  EXPECT_EQ(recall(anna, post).error().code, Errc::Conflict) << "a draft waits for nothing";
  store.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(send(), 0U);

  const auto again = submit(anna, stored(post)).value();
  EXPECT_EQ(recall(anna, again).value().status, PostStatus::Draft);
  ASSERT_TRUE(approve(ben, submit(anna, stored(post)).value()).has_value());
  store.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(send(), 1U);
  EXPECT_THAT(recall(anna, stored(post)).error().hint, HasSubstr("has left"));
  EXPECT_THAT(steps(post), ElementsAre("user:anna draft", "user:anna submit", "user:ben approve", "user:anna recall",
                                       "user:anna submit", "user:anna recall", "user:anna submit", "user:ben approve",
                                       "sender send"));
}

}  // namespace
}  // namespace chancery::speak
