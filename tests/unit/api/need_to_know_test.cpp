// Who of our people reads what: drafts and private messages by the grants on an account, strangers' notes whole.
#include "api/need_to_know.hpp"

#include <gtest/gtest.h>

#include "store/actors.hpp"
#include "store/notes.hpp"
#include "support/saying.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Browser;
using test::Testbed;

class NeedingToKnow : public testing::Test {
 protected:
  // What the inbox stores when a stranger answers us.
  activity::Note stranger(activity::NoteId answers, activity::Visibility visibility) {
    activity::Note note;
    EXPECT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
      activity::Actor actor;
      actor.id = bed.ids.make<activity::ActorId>();
      actor.uri = "https://social.example/users/kari";
      actor.preferred_username = "kari";
      actor.inbox = actor.uri + "/inbox";
      actor.fetched_at = bed.clock.now();
      note.id = bed.ids.make<activity::NoteId>();
      note.actor = store::save_actor(tx, actor);
      note.uri = "https://social.example/notes/" + note.id.text();
      note.attributed_to = actor.uri;
      if (answers) note.in_reply_to = bed.addresses.note(answers);
      note.in_reply_to_note = answers;
      if (answers) note.in_reply_to = bed.addresses.note(answers);
      note.content = "<p>Thank you</p>";
      note.language = "en";
      note.visibility = visibility;
      note.published = note.received = bed.clock.now();
      if (!answers) note.parts.mentions = {{bed.addresses.actor(press), {}}};
      return store::insert_note(tx, note);
    }));
    return note;
  }
  void grant(Browser& person, std::string_view right) {
    const auto session = person.get("/api/staff/session").json();
    const auto user = std::string(*json::text(*json::object(session, "user"), "id"));
    const auto answer = admin.put("/api/staff/accounts/" + press.text() + "/rights/" + user,
                                  json::Object{{"rights", json::Array{json::Value(right)}}});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  static std::size_t count(Browser& who, const std::string& path, std::string_view list) {
    const auto answer = who.get(path);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    const auto object = answer.json();
    return json::array(object, list)->size();
  }

  Testbed bed;
  Browser admin = bed.set_up();
  activity::AccountId press{parse_id(bed.create_account(admin, 1)).value()};
  Browser writer = bed.join(admin, staff::Role::Officer, "ole");
  Browser other = bed.join(admin, staff::Role::Officer, "olga");
  Browser auditor = bed.join(admin, staff::Role::Auditor, "aud");
  test::Speaker speaker{*bed.store, {bed.addresses, bed.proof_log}};
};

TEST_F(NeedingToKnow, ADraftIsReadByWhomItsAccountConcerns) {
  grant(writer, "write");
  const json::Object body{{"account", press.text()},
                          {"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "Not yet said"}}}}};
  const auto draft = writer.post("/api/staff/posts", body, {{"Idempotency-Key", "k"}});
  ASSERT_EQ(draft.status, 201) << draft.body;
  const auto path = "/api/staff/posts/" + draft.text("id");
  for (auto* who : {&writer, &admin}) {
    EXPECT_EQ(count(*who, "/api/staff/posts", "posts"), 1U);
    EXPECT_EQ(who->get(path).status, 200);
    EXPECT_EQ(count(*who, path + "/versions", "versions"), 1U);
  }
  for (auto* who : {&other, &auditor}) {
    EXPECT_EQ(count(*who, "/api/staff/posts", "posts"), 0U);
    EXPECT_EQ(who->get(path).status, 404);
    EXPECT_EQ(who->get(path + "/versions").status, 404);
  }
  ASSERT_EQ(writer.post(path + "/submit", json::Object{{"version", 1}}).status, 200);
  EXPECT_EQ(count(writer, "/api/staff/posts/desk", "waiting"), 1U);
  EXPECT_EQ(count(other, "/api/staff/posts/desk", "waiting"), 0U);
}

TEST_F(NeedingToKnow, WhatWasSentToEveryoneIsReadByEveryoneOnTheStaff) {
  static_cast<void>(speaker.say(press, "Good morning"));
  EXPECT_EQ(count(other, "/api/staff/posts", "posts"), 1U);
  EXPECT_EQ(count(auditor, "/api/staff/accounts/" + press.text() + "/notes", "notes"), 1U);
}

TEST_F(NeedingToKnow, AMessageToOneAccountIsReadByItsPeople) {
  grant(writer, "approve");
  const auto said = speaker.say(press, "Any questions?");
  const auto open = stranger(said.id, activity::Visibility::Public);
  const auto direct = stranger(said.id, activity::Visibility::Direct);
  const auto named = stranger({}, activity::Visibility::Direct);
  for (auto* who : {&writer, &admin}) {
    EXPECT_EQ(count(*who, "/api/staff/replies", "replies"), 3U);
    EXPECT_EQ(count(*who, "/api/staff/notes/" + said.id.text(), "replies"), 2U);
    EXPECT_EQ(who->get("/api/staff/notes/" + named.id.text()).status, 200);
  }
  for (auto* who : {&other, &auditor}) {
    EXPECT_EQ(count(*who, "/api/staff/replies", "replies"), 1U);
    EXPECT_EQ(count(*who, "/api/staff/notes/" + said.id.text(), "replies"), 1U);
    EXPECT_EQ(who->get("/api/staff/notes/" + open.id.text()).status, 200);
    EXPECT_EQ(who->get("/api/staff/notes/" + direct.id.text()).status, 404);
    EXPECT_EQ(who->get("/api/staff/notes/" + named.id.text()).status, 404);
  }
  const json::Object hide{{"screening", "hidden"}};
  EXPECT_EQ(other.put("/api/staff/notes/" + direct.id.text() + "/screening", hide).status, 404);
}

TEST_F(NeedingToKnow, ManyMessagesToOthersHideNothing) {
  const auto said = speaker.say(press, "Any questions?");
  static_cast<void>(stranger(said.id, activity::Visibility::Public));
  for (int i = 0; i < 50; ++i) static_cast<void>(stranger(said.id, activity::Visibility::Direct));
  static_cast<void>(stranger(said.id, activity::Visibility::Public));
  EXPECT_EQ(count(other, "/api/staff/replies", "replies"), 2U);
}

TEST_F(NeedingToKnow, WhoDecidesAboutANoteReadsAllThatPagesMayShowOfIt) {
  const auto said = speaker.say(press, "Any questions?");
  auto note = stranger(said.id, activity::Visibility::Public);
  note.parts.summary = "politics";
  note.parts.translations = {{"zh", "<p>Abuse</p>"}};
  note.parts.quote = "https://social.example/notes/9";
  note.parts.question = activity::Question{.options = {{"Yes", 1}, {"Insult", 0}}, .ends = {}};
  note.updated = note.published + std::chrono::hours{1};
  ASSERT_TRUE(bed.store->write_now([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, note.id, {note.content, note.language, note.visibility, note.updated, note.parts});
    store::screen_note(tx, note.id, activity::Screening::Quarantined);
    return {};
  }));
  const auto list = admin.get("/api/staff/moderation/quarantine").json();
  ASSERT_EQ(json::array(list, "notes")->size(), 1U);
  const auto& shown = json::array(list, "notes")->at(0).as_object();
  EXPECT_EQ(json::text(shown, "warning"), "politics");
  EXPECT_EQ(json::text(shown, "quote"), "https://social.example/notes/9");
  EXPECT_EQ(json::texts(shown, "options"), (std::vector<std::string>{"Yes", "Insult"}));
  EXPECT_EQ(json::text(shown, "updated"), to_rfc3339(note.updated));
  const auto& other_text = json::array(shown, "translations")->at(0).as_object();
  EXPECT_EQ(json::text(other_text, "language"), "zh");
  EXPECT_EQ(json::text(other_text, "content"), "<p>Abuse</p>");
}

}  // namespace
}  // namespace chancery::api
