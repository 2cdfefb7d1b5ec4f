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

TEST(WebhookEvents, ThatSomebodyHasItOrAnsweredIsToldAndNeverWho) {
  const auto changed = [](const char* kind) {
    return told(events::kConversationChanged, {{"conversation", 9}, {"desk", 2}, {"kind", kind}});
  };
  EXPECT_EQ(changed("claimed"), R"(conversation.claimed {"conversation":"9","desk":"2","kind":"claimed"})");
  EXPECT_EQ(changed("taken_over"), R"(conversation.claimed {"conversation":"9","desk":"2","kind":"taken_over"})");
  EXPECT_EQ(changed("released"), R"(conversation.released {"conversation":"9","desk":"2","kind":"released"})");
  EXPECT_EQ(changed("lapsed"), R"(conversation.released {"conversation":"9","desk":"2","kind":"lapsed"})");
  EXPECT_EQ(changed("assigned"), R"(conversation.assigned {"conversation":"9","desk":"2"})");
  EXPECT_EQ(changed("answered"), "");  // a holding line answers nothing
  EXPECT_EQ(told(events::kConversationChanged, {{"conversation", 9}, {"desk", 2}, {"kind", "answered"}, {"note", 5}}),
            R"(conversation.answered {"conversation":"9","desk":"2","note":"5"})");
}

TEST(WebhookEvents, EachStepOfAClearanceIsToldByIdsAlone) {
  const auto clearance = [](const char* state) {
    return told(events::kClearanceChanged,
                {{"post", 7}, {"conversation", 9}, {"step", 1}, {"desk", 2}, {"state", state}});
  };
  const std::string facts = R"({"post":"7","conversation":"9","desk":"2","step":1})";
  EXPECT_EQ(clearance("asked"), "clearance.asked " + facts);
  EXPECT_EQ(clearance("cleared"), "clearance.given " + facts);
  EXPECT_EQ(clearance("objected"), "clearance.refused " + facts);
  EXPECT_EQ(clearance("silent"), "clearance.silent " + facts);
  EXPECT_EQ(clearance("overdue"), "clearance.overdue " + facts);
}

TEST(WebhookEvents, LinesHoldsAndArchivesAreToldByIdsAndCounts) {
  EXPECT_EQ(told(events::kLineChanged, {{"line", 4}, {"state", "retired"}}),
            R"(line.changed {"line":"4","state":"retired"})");
  const auto text = [](const char* state) {
    return told(events::kLineChanged, {{"line", 4}, {"version", 2}, {"language", "ar"}, {"state", state}});
  };
  EXPECT_EQ(text("written"), R"(line.changed {"line":"4","language":"ar","state":"written","version":2})");
  EXPECT_EQ(text("approved"), R"(line.approved {"line":"4","language":"ar","version":2})");
  EXPECT_EQ(text("expired"), R"(line.expired {"line":"4","language":"ar","version":2})");
  EXPECT_EQ(told(events::kPostsHeld, {{"posts", 3}}), R"(posts.held {"posts":3})");
  EXPECT_EQ(told(events::kPostsHoldLifted, {{"posts", 3}}), R"(posts.lifted {"posts":3})");
  EXPECT_EQ(told(events::kLegalHoldPlaced, {{"hold", 8}, {"scope", "desk"}, {"subject", 2}}),
            R"(hold.placed {"hold":"8","subject":"2","scope":"desk"})");
  EXPECT_EQ(told(events::kLegalHoldLifted, {{"hold", 8}, {"scope", "person"}}),
            R"(hold.lifted {"hold":"8","scope":"person"})");
  EXPECT_EQ(told(events::kExportSettled, {{"export", 6}, {"scope", "all"}, {"state", "ready"}, {"conversations", 40}}),
            R"(export.made {"export":"6","scope":"all","conversations":40})");
  EXPECT_EQ(told(events::kExportSettled, {{"export", 6}, {"scope", "all"}, {"state", "failed"}, {"conversations", 0}}),
            R"(export.failed {"export":"6","scope":"all","conversations":0})");
}

TEST(WebhookEvents, WhatIsNotedOfItIsToldToNobody) {
  for (const auto* kind : {"received", "routed", "noted", "drafted", "imported", "recomputed"}) {
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
  EXPECT_EQ(told(events::kCrisisChanged, {{"crisis", 6}, {"entry", 11}, {"kind", "decision"}}),
            R"(crisis.entry {"crisis":"6","entry":"11","kind":"decision"})");
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
