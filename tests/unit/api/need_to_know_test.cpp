// Who of our people reads what: drafts by the grants on an account, correspondence by those at its desk, strangers'
// notes whole.
#include "api/need_to_know.hpp"

#include <gtest/gtest.h>

#include "store/actors.hpp"
#include "store/notes.hpp"
#include "support/saying.hpp"
#include "unit/api/correspondence.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using staff::DeskAction;
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

using test::kReadsAll;
using test::kWorks;
constexpr std::array kReads{DeskAction::Read};

// A stranger's direct message that lies at the front desk.
class NeedingToKnowAtADesk : public NeedingToKnow {
 protected:
  // The answer to it, and its post.
  std::string drafted(std::string_view visibility = "direct") {
    grant(writer, "write");
    letters.give(writer, kWorks);
    const auto claimed = writer.post(direct.path() + "/claim", json::Object{});
    EXPECT_EQ(claimed.status, 200) << claimed.body;
    const json::Object body{
        {"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "We call you on the number you gave."}}}},
        {"visibility", visibility}};
    const auto draft = writer.put(direct.path() + "/draft",
                                  json::Object{{"token", claimed.json().at("token").as_int64()}, {"body", body}});
    EXPECT_EQ(draft.status, 200) << draft.body;
    return "/api/staff/posts/" + draft.text("id");
  }
  // It leaves, with the word of somebody else.
  void sent(const std::string& post) {
    const auto read = writer.get(direct.path()).json();
    const auto answer = writer.post(direct.path() + "/draft/submit",
                                    json::Object{{"token", read.at("token").as_int64()}, {"version", 1}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto approved =
        admin.post(post + "/approve", json::Object{{"version", 1}, {"digest", answer.text("digest")}});
    ASSERT_EQ(approved.status, 200) << approved.body;
    ASSERT_EQ(letters.send(), 1U);
    ASSERT_EQ(admin.get(post).text("status"), "sent");
  }

  test::Correspondence letters{bed, press};
  const test::Heard direct = letters.hear({.words = "My number is 555.", .visibility = activity::Visibility::Direct});
  const std::string note = "/api/staff/notes/" + direct.note.id.text();
};

TEST_F(NeedingToKnowAtADesk, WhatWasSaidToFewIsReadByWhoReadsItsConversation) {
  grant(writer, "write");
  letters.give(writer, kReads);
  letters.give(other, kReadsAll);
  for (auto* who : {&other, &admin}) {
    EXPECT_EQ(who->get(note).status, 200);
    EXPECT_EQ(count(*who, "/api/staff/replies", "replies"), 1U);
  }
  for (auto* who : {&writer, &auditor}) {
    EXPECT_EQ(who->get(note).status, 404);
    EXPECT_EQ(count(*who, "/api/staff/replies", "replies"), 0U);
  }
  const json::Object hide{{"screening", "hidden"}};
  EXPECT_EQ(writer.put(note + "/screening", hide).status, 404);
  EXPECT_EQ(other.put(note + "/screening", hide).status, 200);
  EXPECT_EQ(count(other, "/api/staff/moderation/quarantine?screening=hidden", "notes"), 1U);
  EXPECT_EQ(count(writer, "/api/staff/moderation/quarantine?screening=hidden", "notes"), 0U);
}

TEST_F(NeedingToKnowAtADesk, WhoLosesTheDeskReadsItNoMore) {
  letters.give(other, kReadsAll);
  EXPECT_EQ(other.get(note).status, 200);
  letters.give(other, kReads);
  EXPECT_EQ(other.get(note).status, 404);
  letters.give(other, {});
  EXPECT_EQ(other.get(note).status, 404);
}

TEST_F(NeedingToKnowAtADesk, ADraftAnswerIsReadByWhoDecidesAndWhoReadsTheConversation) {
  const auto post = drafted();
  letters.give(other, kReadsAll);
  for (auto* who : {&writer, &other, &admin}) {
    EXPECT_EQ(who->get(post).status, 200);
    EXPECT_EQ(count(*who, post + "/versions", "versions"), 1U);
    EXPECT_EQ(count(*who, "/api/staff/posts", "posts"), 1U);
  }
  letters.give(other, kReads);
  for (auto* who : {&other, &auditor}) {
    EXPECT_EQ(who->get(post).status, 404);
    EXPECT_EQ(who->get(post + "/versions").status, 404);
    EXPECT_EQ(count(*who, "/api/staff/posts", "posts"), 0U);
    EXPECT_EQ(count(*who, "/api/staff/posts/desk", "waiting"), 0U);
  }
}

TEST_F(NeedingToKnowAtADesk, AnAnswerIsNoMorePublicThanItsQuestionWhateverItsDraftSays) {
  const auto post = drafted("public");
  sent(post);
  const auto answer = "/api/staff/notes/" + admin.get(post).text("note");
  letters.give(other, kReads);
  for (auto* who : {&other, &auditor}) {
    EXPECT_EQ(who->get(post).status, 404);
    EXPECT_EQ(who->get(post + "/versions").status, 404);
    EXPECT_EQ(count(*who, "/api/staff/posts", "posts"), 0U);
    EXPECT_EQ(count(*who, "/api/staff/accounts/" + press.text() + "/notes", "notes"), 0U);
    EXPECT_EQ(who->get(answer).status, 404);
    EXPECT_EQ(who->get(answer + "/spread").status, 404) << "to which server it went, says to whom";
    EXPECT_EQ(who->get("/api/staff/fire/" + admin.get(post).text("note")).status, who == &auditor ? 403 : 404);
  }
  letters.give(other, kReadsAll);
  EXPECT_EQ(other.get(post).status, 200);
  EXPECT_EQ(other.get(answer).status, 200);
  EXPECT_EQ(other.get(answer + "/spread").status, 200);
}

TEST_F(NeedingToKnowAtADesk, WhoApprovesAnAnswerReadsItsQuestion) {
  const auto post = drafted();
  grant(other, "approve");
  const auto read = other.get(post).json();
  EXPECT_EQ(read.at("body").at("answers").at("content").as_string(), direct.note.content);
  EXPECT_EQ(other.get(note).status, 404) << "it reads nothing else of it";
}

TEST_F(NeedingToKnowAtADesk, WhoMerelyWritesForTheAccountReadsNoneOfIt) {
  const auto post = drafted();
  grant(other, "write");
  EXPECT_EQ(other.get(post).status, 404);
  EXPECT_EQ(other.get(post + "/versions").status, 404);
  EXPECT_EQ(count(other, "/api/staff/posts", "posts"), 0U);
  sent(post);
  EXPECT_EQ(other.get(post).status, 404);
  EXPECT_EQ(other.get("/api/staff/notes/" + admin.get(post).text("note")).status, 404);
}

TEST_F(NeedingToKnowAtADesk, NoDraftOpensAQuestionThatIsSomebodyElses) {
  const activity::AccountId cairo{parse_id(bed.create_account(admin, 1, "cairo")).value()};
  const auto elsewhere = stranger({}, activity::Visibility::Direct);  // to press, and at no desk yet
  const auto given =
      admin.put("/api/staff/accounts/" + cairo.text() + "/rights/" + test::Correspondence::user_of(other).text(),
                json::Object{{"rights", json::Array{"write"}}});
  ASSERT_EQ(given.status, 200) << given.body;
  json::Object body{{"account", cairo.text()},
                    {"texts", json::Array{json::Object{{"language", "en"}, {"markdown", "What did she say?"}}}}};
  body["in_reply_to"] = elsewhere.id.text();
  const auto draft = other.post("/api/staff/posts", body);
  ASSERT_EQ(draft.status, 201) << draft.body;
  EXPECT_TRUE(draft.json().at("body").at("answers").is_null()) << draft.body;
  body["version"] = 1;
  body["in_reply_to"] = direct.note.id.text();
  const auto changed = other.put("/api/staff/posts/" + draft.text("id"), body);
  EXPECT_EQ(changed.status, 409) << changed.body;
}

}  // namespace
}  // namespace chancery::api
