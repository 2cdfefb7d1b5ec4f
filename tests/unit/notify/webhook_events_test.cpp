#include "notify/webhook_events.hpp"

#include <gtest/gtest.h>

#include <string>

#include "activity/events.hpp"

namespace chancery::notify {
namespace {

namespace events = activity::events;

std::string told(std::string_view type, json::Object facts) {
  const auto told = told_by({.position = 1, .at = {}, .type = std::string(type), .facts = std::move(facts)});
  return told ? std::string(told->type) + " " + boost::json::serialize(told->data) : "";
}

TEST(WebhookEvents, AConversationOpensMovesClosesAndOpensAgain) {
  EXPECT_EQ(
      told(events::kConversationChanged, {{"conversation", 9}, {"desk", 2}, {"kind", "routed"}, {"opened", true}}),
      R"(conversation.opened {"conversation":"9","desk":"2"})");
  EXPECT_EQ(told(events::kConversationChanged, {{"conversation", 9}, {"desk", 4}, {"kind", "moved"}, {"from_desk", 2}}),
            R"(conversation.moved {"conversation":"9","desk":"4","from_desk":"2"})");
  EXPECT_EQ(
      told(events::kConversationChanged, {{"conversation", 9}, {"desk", 4}, {"kind", "routed"}, {"from_desk", 2}}),
      R"(conversation.moved {"conversation":"9","desk":"4","from_desk":"2"})");
  EXPECT_EQ(told(events::kConversationChanged,
                 {{"conversation", 9}, {"desk", 4}, {"kind", "closed"}, {"outcome", "answered"}}),
            R"(conversation.closed {"conversation":"9","desk":"4","outcome":"answered"})");
  EXPECT_EQ(told(events::kConversationChanged,
                 {{"conversation", 9}, {"desk", 4}, {"kind", "merged_into"}, {"outcome", "merged"}}),
            R"(conversation.closed {"conversation":"9","desk":"4","outcome":"merged"})");
  EXPECT_EQ(told(events::kConversationChanged, {{"conversation", 9}, {"desk", 4}, {"kind", "reopened"}}),
            R"(conversation.reopened {"conversation":"9","desk":"4"})");
}

TEST(WebhookEvents, WhoHasItAndWhatIsNotedOfItIsToldToNobody) {
  for (const auto* kind : {"received", "claimed", "routed", "released", "noted", "drafted", "imported", "recomputed"}) {
    EXPECT_EQ(told(events::kConversationChanged, {{"conversation", 9}, {"desk", 2}, {"kind", kind}}), "") << kind;
  }
  EXPECT_EQ(told(events::kNoteReceived, {{"note", 1}, {"actor", "https://far.example/users/ida"}}), "");
  EXPECT_EQ(told(events::kFollowed, {{"account", 1}, {"actor", "https://far.example/users/ida"}}), "");
  EXPECT_EQ(told(events::kUserEnded, {{"user", 1}}), "");
}

TEST(WebhookEvents, EachKindHasItsNameAndItsIds) {
  EXPECT_EQ(told(events::kClockWarned, {{"conversation", 9}, {"desk", 2}, {"clock", "first"}, {"breached", false}}),
            R"(clock.warned {"conversation":"9","desk":"2","clock":"first"})");
  EXPECT_EQ(told(events::kClockWarned, {{"conversation", 9}, {"desk", 2}, {"clock", "next"}, {"breached", true}}),
            R"(clock.breached {"conversation":"9","desk":"2","clock":"next"})");
  EXPECT_EQ(told(events::kNotePublished, {{"note", 5}, {"account", 3}}), R"(post.sent {"note":"5","account":"3"})");
  EXPECT_EQ(told(events::kNoteEdited, {{"note", 5}, {"account", 3}, {"version", 2}}),
            R"(post.edited {"note":"5","account":"3"})");
  EXPECT_EQ(told(events::kNoteDeleted, {{"note", 5}, {"account", 3}}), R"(post.deleted {"note":"5","account":"3"})");
  EXPECT_EQ(told(events::kPostUnderFire, {{"note", 5}, {"alert", 8}}), R"(fire.alert {"note":"5","alert":"8"})");
  EXPECT_EQ(told(events::kCrisisOpened, {{"crisis", 6}}), R"(crisis.opened {"crisis":"6"})");
  EXPECT_EQ(told(events::kCrisisChanged, {{"crisis", 6}}), "");
  EXPECT_EQ(told(events::kCrisisClosed, {{"crisis", 6}}), R"(crisis.closed {"crisis":"6"})");
  EXPECT_EQ(told(events::kQaChanged, {{"qa", 7}, {"state", "open"}}), R"(qa.opened {"qa":"7"})");
  EXPECT_EQ(told(events::kQaChanged, {{"qa", 7}, {"state", "closed"}}), R"(qa.closed {"qa":"7"})");
  EXPECT_EQ(told(events::kQaChanged, {{"qa", 7}, {"state", "announced"}}), "");
}

TEST(WebhookEvents, ABodyHasATypeATimeAndData) {
  EXPECT_EQ(webhook_body("crisis.opened", from_micros(1'795'339'800'000'000), {{"crisis", "6"}}),
            R"({"type":"crisis.opened","timestamp":"2026-11-22T09:30:00Z","data":{"crisis":"6"}})");
}

}  // namespace
}  // namespace chancery::notify
