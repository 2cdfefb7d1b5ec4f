// What an account says about itself, and its pins.
#include <gtest/gtest.h>

#include "store/events.hpp"
#include "store/profile_links.hpp"
#include "support/saying.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class Profiles : public testing::Test {
 protected:
  json::Object wanted() const {
    return {{"type", "Person"},
            {"display_name", "The Minister"},
            {"summary", "Speaks for herself"},
            {"language", "en"},
            {"languages", json::Array{"fr", "en"}},
            {"fields", json::Array{json::Object{{"name", "Web"}, {"value", "https://mfa.example"}}}},
            {"also_known_as", json::Array{"https://old.example/users/minister"}},
            {"mission", "Oslo"},
            {"approves_followers", true},
            {"discoverable", true},
            {"indexable", false}};
  }
  std::size_t told(std::string_view type) {
    return bed.store->read([&](store::Snapshot& snapshot) {
      std::size_t count = 0;
      for (const auto& event : store::events_after(snapshot, 0, 1'000)) count += event.type == type ? 1 : 0;
      return count;
    });
  }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin);
  std::string path = "/api/staff/accounts/" + account + "/profile";
  test::Speaker speaker{*bed.store, {bed.addresses, bed.proof_log}};
};

TEST_F(Profiles, AProfileIsSaidAnewAndToldOnce) {
  EXPECT_EQ(admin.put(path, wanted()).status, 200);
  EXPECT_EQ(admin.put(path, wanted()).status, 200);
  EXPECT_EQ(told("AccountChanged"), 1U) << "saying the same again tells nobody";
  const auto shown = admin.get(path).json();
  EXPECT_EQ(json::text(shown, "type"), "Person");
  EXPECT_EQ(json::text(shown, "display_name"), "The Minister");
  EXPECT_EQ(json::texts(shown, "languages"), (std::vector<std::string>{"en", "fr"}));
  EXPECT_EQ(json::text(*json::objects(shown, "fields").at(0), "value"), "https://mfa.example");
  EXPECT_EQ(json::boolean(shown, "approves_followers"), true);
  EXPECT_EQ(json::boolean(shown, "indexable"), false);
  EXPECT_EQ(json::text(shown, "mission"), "Oslo");
  EXPECT_TRUE(shown.at("avatar").is_null());
  EXPECT_TRUE(shown.at("moved_to").is_null());
}

TEST_F(Profiles, AChangeOfAnAccountWithARuleWaitsForASecondPerson) {
  auto second = bed.join(admin, staff::Role::Officer, "ole");
  const auto rights = "/api/staff/accounts/" + account;
  const auto session = second.get("/api/staff/session").json();
  const auto user = std::string(*json::text(*json::object(session, "user"), "id"));
  ASSERT_EQ(admin.put(rights + "/rights/" + user, json::Object{{"rights", json::Array{"approve"}}}).status, 200);
  speaker.say(activity::AccountId{parse_id(account).value()}, "We have spoken");
  ASSERT_EQ(admin.put(rights + "/rule", json::Object{{"approvals", 1}, {"grace", 30}}).status, 200);
  const auto told_before = told("AccountChanged");

  auto asked = admin.put(path, wanted()).json();
  EXPECT_EQ(json::text(asked, "display_name"), "Press office");
  const auto* waiting = json::object(asked, "waiting");
  ASSERT_NE(waiting, nullptr);
  EXPECT_EQ(json::text(*json::object(*waiting, "profile"), "display_name"), "The Minister");
  const auto digest = std::string(*json::text(*waiting, "digest"));
  EXPECT_EQ(told("AccountChanged"), told_before);
  EXPECT_EQ(json::objects(second.get("/api/staff/posts/desk").json(), "profiles").size(), 1U);
  EXPECT_TRUE(json::objects(admin.get("/api/staff/posts/desk").json(), "profiles").empty()) << "she asked for it";

  EXPECT_EQ(admin.put(path, wanted()).status, 200) << "asking again changes nothing";
  EXPECT_EQ(admin.post(path + "/approve", json::Object{{"digest", digest}}).status, 403);
  EXPECT_EQ(second.post(path + "/approve", json::Object{{"digest", "another"}}).status, 409);
  const auto approved = second.post(path + "/approve", json::Object{{"digest", digest}});
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(json::text(approved.json(), "display_name"), "The Minister");
  EXPECT_TRUE(approved.json().at("waiting").is_null());
  EXPECT_EQ(told("AccountChanged"), told_before + 1);
  EXPECT_EQ(bed.audit().front().actor, "user:ole");
}

TEST_F(Profiles, AWaitingProfileIsStoppedAndSettingsWaitForNobody) {
  speaker.say(activity::AccountId{parse_id(account).value()}, "We have spoken");
  ASSERT_EQ(admin.put("/api/staff/accounts/" + account + "/rule", json::Object{{"approvals", 1}, {"grace", 30}}).status,
            200);
  ASSERT_EQ(admin.put(path, wanted()).status, 200);
  ASSERT_EQ(admin.remove("/api/staff/accounts/" + account + "/changes").status, 200);
  auto shown = admin.get(path).json();
  EXPECT_TRUE(shown.at("waiting").is_null());
  json::Object settings = wanted();
  for (const auto* name : {"type", "display_name", "summary", "fields", "also_known_as"}) settings[name] = shown[name];
  settings["mission"] = "Lima";
  shown = admin.put(path, settings).json();
  EXPECT_TRUE(shown.at("waiting").is_null());
  EXPECT_EQ(json::text(shown, "mission"), "Lima");
}

TEST_F(Profiles, ALinkShowsSinceWhenItIsVerified) {
  const auto verified = [&] {
    const auto shown = admin.get(path).json();
    return json::text_or_empty(*json::objects(shown, "fields").at(0), "verified");
  };
  ASSERT_EQ(admin.put(path, wanted()).status, 200);
  EXPECT_EQ(verified(), "");
  const auto due =
      bed.store->read([&](store::Snapshot& snapshot) { return store::due_profile_link(snapshot, bed.clock.now()); });
  ASSERT_TRUE(due);
  EXPECT_EQ(due->link, "https://mfa.example");
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
    store::settle_profile_link(tx, *due, store::LinkFinding::LinksBack, bed.clock.now());
    return {};
  }));
  EXPECT_EQ(verified(), to_rfc3339(bed.clock.now()));
  auto other = wanted();
  other["fields"] = json::Array{json::Object{{"name", "Web"}, {"value", "http://mfa.example"}}};
  ASSERT_EQ(admin.put(path, other).status, 200);
  EXPECT_EQ(verified(), "");
  const auto asked = bed.store->read(
      [&](store::Snapshot& snapshot) { return store::due_profile_link(snapshot, bed.clock.now()).has_value(); });
  EXPECT_FALSE(asked) << "only https is";
}

TEST_F(Profiles, WhatIsWrongIsNamed) {
  const auto hint = [&](std::string_view field, const json::Value& value) {
    auto body = wanted();
    body[field] = value;
    const auto answer = admin.put(path, body);
    EXPECT_TRUE(answer.status == 422 || answer.status == 404) << field << answer.status;
    return json::text_or_empty(answer.json(), "hint");
  };
  EXPECT_TRUE(hint("display_name", "two\nlines").starts_with("display_name:"));
  EXPECT_TRUE(hint("type", "Group").starts_with("type:"));
  EXPECT_TRUE(hint("language", "english please").starts_with("language:"));
  EXPECT_TRUE(hint("also_known_as", json::Array{"javascript:alert(1)"}).starts_with("also_known_as:"));
  EXPECT_TRUE(
      hint("also_known_as", json::Array{"https://mfa.example/actors/" + account}).starts_with("also_known_as:"));
  EXPECT_TRUE(hint("fields", json::Array{json::Object{{"name", "Web"}}}).starts_with("fields.0.value:"));
  EXPECT_TRUE(hint("avatar", json::Object{{"media", "7"}}).starts_with("avatar:"));
  EXPECT_EQ(told("AccountChanged"), 0U);
}

TEST_F(Profiles, ANoteIsPinnedOnceAndAtMostFive) {
  std::vector<std::string> notes;
  for (int i = 0; i < 6; ++i) {
    const activity::AccountId id{parse_id(account).value()};
    notes.push_back(speaker.say(id, "Note " + std::to_string(i)).id.text());
  }
  const auto pin = [&](const std::string& note) {
    return admin.put("/api/staff/notes/" + note + "/pin", json::Object{}).status;
  };
  // She who set the server up made the account and has every right on it.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(pin(notes.at(static_cast<std::size_t>(i))), 204);
  EXPECT_EQ(pin(notes[0]), 204);
  EXPECT_EQ(pin(notes[5]), 422);
  EXPECT_EQ(pin("999"), 404);
  EXPECT_EQ(told("NotePinned"), 5U);
  EXPECT_EQ(admin.remove("/api/staff/notes/" + notes[0] + "/pin").status, 204);
  EXPECT_EQ(admin.remove("/api/staff/notes/" + notes[0] + "/pin").status, 204);
  EXPECT_EQ(told("NoteUnpinned"), 1U);
  EXPECT_EQ(json::texts(admin.get(path).json(), "pins").size(), 4U);
}

}  // namespace
}  // namespace chancery::api
