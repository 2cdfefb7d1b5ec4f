// Accounts, publishing, deleting, and strangers' replies.
#include <gtest/gtest.h>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "support/saying.hpp"
#include "unit/api/testbed.hpp"

namespace chancery::api {
namespace {

using test::Answer;
using test::Browser;
using test::Testbed;

class Publishing : public testing::Test {
 protected:
  // The id of a note that left.
  std::string publish(std::string text) {
    return speaker.say(activity::AccountId{parse_id(account).value()}, std::move(text)).id.text();
  }
  // What the inbox stores when a stranger answers.
  activity::NoteId receive(const std::string& in_reply_to, std::string name = "Kari", std::string page = "",
                           activity::Visibility visibility = activity::Visibility::Public) {
    activity::NoteId id;
    const auto stored = bed.store->write_now([&](store::Transaction& tx) -> Status {
      activity::Actor actor;
      actor.id = bed.ids.make<activity::ActorId>();
      actor.uri = "https://social.example/users/kari";
      actor.preferred_username = "kari";
      actor.name = name;
      actor.inbox = actor.uri + "/inbox";
      actor.url = page;
      actor.public_key_id = actor.uri + "#main-key";
      actor.fetched_at = bed.clock.now();
      activity::Note note;
      note.id = id = bed.ids.make<activity::NoteId>();
      note.actor = store::save_actor(tx, actor);
      note.uri = "https://social.example/notes/" + note.id.text();
      note.attributed_to = actor.uri;
      note.in_reply_to_note = activity::NoteId{parse_id(in_reply_to).value()};
      note.in_reply_to = bed.addresses.note(note.in_reply_to_note);
      note.content = "<p>Thank you</p>";
      note.language = "und";
      note.url = page;
      note.visibility = visibility;
      note.published = note.received = bed.clock.now();
      return store::insert_note(tx, note);
    });
    EXPECT_TRUE(stored.has_value());
    return id;
  }

  Testbed bed;
  Browser admin = bed.set_up();
  std::string account = bed.create_account(admin);
  test::Speaker speaker{*bed.store, {bed.addresses, bed.proof_log}};
};

TEST_F(Publishing, AnAccountIsShownAsOthersFindIt) {
  const auto shown = admin.get("/api/staff/accounts/" + account).json();
  EXPECT_EQ(json::text(shown, "name"), "press");
  EXPECT_EQ(json::text(shown, "acct"), "press@mfa.example");
  EXPECT_EQ(json::text(shown, "url"), "https://mfa.example/@press");
  EXPECT_EQ(json::text(shown, "type"), "Organization");
  EXPECT_EQ(json::text(shown, "summary"), "News");
  EXPECT_EQ(json::text(shown, "created"), to_rfc3339(bed.clock.now()));
  for (const auto* count : {"followers", "notes", "replies"}) EXPECT_EQ(json::integer(shown, count), 0) << count;
  const auto list = admin.get("/api/staff/accounts").json();
  ASSERT_EQ(json::array(list, "accounts")->size(), 1U);
  EXPECT_EQ(json::array(list, "accounts")->at(0), json::Value(shown));
}

TEST_F(Publishing, AnAccountNeedsANameOfItsOwn) {
  const json::Object good{{"name", "visa"}, {"type", "Service"}, {"display_name", "Visas"}, {"language", "en"}};
  struct Case {
    std::string_view key;
    json::Value value;
    int status;
  };
  for (const auto& wrong :
       {Case{"name", "press", 409}, Case{"name", "Press", 422}, Case{"name", "", 422}, Case{"name", "a/b", 422},
        Case{"name", boost::json::string(31, 'a'), 422}, Case{"name", 5, 422}, Case{"type", "Group", 422},
        Case{"type", "organization", 422}, Case{"type", "", 422}, Case{"display_name", "", 422},
        Case{"display_name", boost::json::string(101, 'a'), 422}, Case{"language", "no such tag", 422},
        Case{"language", nullptr, 422}, Case{"summary", boost::json::string(501, 'a'), 422},
        Case{"summary", json::Array{}, 422}}) {
    auto form = good;
    form[wrong.key] = wrong.value;
    const auto answer = admin.post("/api/staff/accounts", form);
    EXPECT_EQ(answer.status, wrong.status) << wrong.key << ": " << answer.body;
    EXPECT_FALSE(answer.hint().empty()) << wrong.key;
  }
  EXPECT_EQ(admin.post("/api/staff/accounts", good).status, 201);
}

TEST_F(Publishing, ANoteIsListedAndShown) {
  const auto id = publish("Good morning\n\nhttps://mfa.example/visa");
  const auto list = admin.get("/api/staff/accounts/" + account + "/notes").json();
  ASSERT_EQ(json::array(list, "notes")->size(), 1U);
  EXPECT_TRUE(list.at("next").is_null());
  const auto& note = json::array(list, "notes")->at(0).as_object();
  EXPECT_EQ(json::text(note, "url"), "https://mfa.example/notes/" + id);
  EXPECT_NE(json::text(note, "content")->find("Good morning"), std::string::npos);
  EXPECT_EQ(json::text(note, "visibility"), "public");
  const auto* author = json::object(note, "author");
  EXPECT_EQ(json::text(*author, "name"), "Press office");
  EXPECT_EQ(json::text(*author, "acct"), "press@mfa.example");
  EXPECT_TRUE(json::boolean(*author, "ours").value());
  EXPECT_EQ(json::integer(*json::object(note, "deliveries"), "pending"), 0);
  EXPECT_EQ(json::integer(note, "replies"), 0);
  EXPECT_EQ(admin.get("/api/staff/notes/" + id).json().at("note"), json::Value(note));
}

TEST_F(Publishing, IdsThatNameNothingAre404) {
  for (const auto* id : {"0", "1", "x", "-1", "99999999999999999999", "1%2F2", "%00"}) {
    EXPECT_EQ(admin.get("/api/staff/accounts/" + std::string(id)).status, 404) << id;
    EXPECT_EQ(admin.get("/api/staff/accounts/" + std::string(id) + "/notes").status, 404) << id;
    EXPECT_EQ(admin.get("/api/staff/notes/" + std::string(id)).status, 404) << id;
    EXPECT_EQ(admin.remove("/api/staff/notes/" + std::string(id), json::Object{{"reason", "Wrong date"}}).status, 404)
        << id;
  }
  EXPECT_EQ(admin.get("/api/staff/accounts/" + account + "/notes?before=x").status, 422);
  EXPECT_EQ(admin.get("/api/staff/replies?before=-3").status, 422);
}

TEST_F(Publishing, ListsAreReadPageByPage) {
  std::vector<std::string> published;
  for (int i = 0; i < 45; ++i) published.push_back(publish("Note " + std::to_string(i)));
  std::vector<std::string> read;
  std::string query;
  int pages = 0;
  do {
    const auto page = admin.get("/api/staff/accounts/" + account + "/notes" + query).json();
    for (const auto& note : *json::array(page, "notes")) read.emplace_back(*json::text(note.as_object(), "id"));
    query = page.at("next").is_null() ? "" : "?before=" + std::string(*json::text(page, "next"));
    ++pages;
  } while (!query.empty() && pages < 10);
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(read, (std::vector<std::string>{published.rbegin(), published.rend()}));
}

TEST_F(Publishing, AStrangersReplyIsShownUnderOurNote) {
  const auto id = publish("Any questions?");
  const auto reply = receive(id, "Kari Nordmann", "https://social.example/@kari");
  receive(id, "Kari Nordmann", "https://social.example/@kari", activity::Visibility::Direct);

  const auto thread = admin.get("/api/staff/notes/" + id).json();
  ASSERT_EQ(json::array(thread, "replies")->size(), 2U) << "staff also see what is not public";
  const auto& shown = json::array(thread, "replies")->at(0).as_object();
  EXPECT_EQ(json::text(shown, "id"), reply.text());
  EXPECT_EQ(json::text(shown, "in_reply_to"), id);
  EXPECT_EQ(shown.if_contains("deliveries"), nullptr);
  EXPECT_EQ(json::text(json::array(thread, "replies")->at(1).as_object(), "visibility"), "direct");
  const auto* author = json::object(shown, "author");
  EXPECT_EQ(json::text(*author, "name"), "Kari Nordmann");
  EXPECT_EQ(json::text(*author, "acct"), "kari@social.example");
  EXPECT_EQ(json::text(*author, "url"), "https://social.example/@kari");
  EXPECT_FALSE(json::boolean(*author, "ours").value());
  EXPECT_EQ(json::integer(*json::object(thread, "note"), "replies"), 2);

  const auto replies = admin.get("/api/staff/replies").json();
  EXPECT_EQ(json::array(replies, "replies")->size(), 2U);
  EXPECT_EQ(json::integer(admin.get("/api/staff/accounts/" + account).json(), "replies"), 2);
  EXPECT_EQ(admin.remove("/api/staff/notes/" + reply.text(), json::Object{{"reason", "Wrong date"}}).status, 404)
      << "a stranger's note is not ours to delete";
}

TEST_F(Publishing, AStrangersAddressThatNoBrowserShouldFollowIsLeftOut) {
  const auto id = publish("Any questions?");
  receive(id, "", "javascript:alert(1)");
  const auto thread = admin.get("/api/staff/notes/" + id).json();
  const auto& shown = json::array(thread, "replies")->at(0).as_object();
  EXPECT_EQ(json::text(shown, "url"), "");
  const auto* author = json::object(shown, "author");
  EXPECT_EQ(author->if_contains("url"), nullptr);
  EXPECT_EQ(json::text(*author, "name"), "kari") << "the user name where there is no other";
}

TEST_F(Publishing, AStrangersNameDoesNotTurnTheTextAroundIt) {
  const auto id = publish("Any questions?");
  receive(id, "Kari\u202E nimda\u2066");
  const auto replies = admin.get("/api/staff/replies").json();
  const auto& shown = json::array(replies, "replies")->at(0).as_object();
  EXPECT_EQ(json::text(*json::object(shown, "author"), "name"), "Kari nimda");
}

TEST_F(Publishing, ADeletedNoteIsGone) {
  const auto id = publish("A mistake");
  EXPECT_EQ(admin.remove("/api/staff/notes/" + id, json::Object{{"reason", "Wrong date"}}).status, 204);
  EXPECT_EQ(admin.get("/api/staff/notes/" + id).status, 404);
  EXPECT_TRUE(admin.get("/api/staff/accounts/" + account + "/notes").json().at("notes").as_array().empty());
  EXPECT_EQ(bed.audit().front().subject, "note:" + id + " Wrong date");
}

}  // namespace
}  // namespace chancery::api
