#include "activitypub/routes.hpp"

#include <gtest/gtest.h>

#include "activitypub/following.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

class Asking : public test::Federation {
 protected:
  std::string webfinger(const std::string& resource) {
    const auto response = get("/.well-known/webfinger?resource=" + net::percent_encode(resource));
    return response.status == 200 ? test::body_of(response) : std::to_string(response.status);
  }
};

TEST_F(Asking, WebFingerMapsNamesToActorsAndBack) {
  const auto id = addresses.actor(press.id);
  for (const auto& resource : {std::string("acct:press@127.0.0.1:8080"), std::string("acct:PRESS@127.0.0.1:8080"), id,
                               std::string("http://127.0.0.1:8080/@press")}) {
    const auto object = json::parse_object(webfinger(resource));
    ASSERT_TRUE(object.has_value()) << resource;
    EXPECT_EQ(json::text(*object, "subject"), "acct:press@127.0.0.1:8080") << resource;
    const auto& self = object->at("links").as_array().at(1).as_object();
    EXPECT_EQ(json::text(self, "rel"), "self");
    EXPECT_EQ(json::text(self, "href"), id);
  }
  EXPECT_EQ(webfinger("acct:nobody@127.0.0.1:8080"), "404");
  EXPECT_EQ(webfinger("acct:press@elsewhere.example"), "404");
  EXPECT_EQ(webfinger(""), "400");
  EXPECT_EQ(get("/.well-known/webfinger").status, 400);
  EXPECT_NE(webfinger("acct:instance.actor@127.0.0.1:8080").find("/actors/instance"), std::string::npos);
  EXPECT_EQ(get("/.well-known/webfinger?resource=" + id).headers.find("Access-Control-Allow-Origin"), "*");
}

TEST_F(Asking, NodeInfoCountsAccountsAndNotes) {
  publish("One");
  publish("Two");
  const auto links = get_json("/.well-known/nodeinfo");
  const auto& link = links.at("links").as_array().at(0).as_object();
  EXPECT_EQ(json::text(link, "href"), "http://127.0.0.1:8080/nodeinfo/2.1");
  EXPECT_EQ(json::text(get_json("/nodeinfo/2.0"), "version"), "2.0");
  const auto info = get_json("/nodeinfo/2.1");
  EXPECT_EQ(json::text(info, "version"), "2.1");
  EXPECT_EQ(json::text(*json::object(info, "software"), "name"), "chancery");
  EXPECT_EQ(json::integer(*json::object(info, "usage"), "localPosts"), 2);
  EXPECT_NE(test::body_of(get("/.well-known/host-meta")).find("webfinger?resource={uri}"), std::string::npos);
}

TEST_F(Asking, ActorsAndTheInstanceActorAnswerAsDocuments) {
  const auto response = get("/actors/" + press.id.text());
  EXPECT_EQ(response.headers.find("Content-Type"), "application/activity+json");
  EXPECT_EQ(response.headers.find("Vary"), "Accept");
  for (const auto& path : {"/actors/" + press.id.text(), "/actors/" + press.id.text() + "/outbox"}) {
    EXPECT_EQ(get(path, std::string(kLdJson)).headers.find("Content-Type"), kLdJson) << path;
  }
  const auto instance_actor = get_json("/actors/instance");
  EXPECT_EQ(json::text(instance_actor, "type"), "Application");
  EXPECT_EQ(json::text(*json::object(instance_actor, "publicKey"), "id"), addresses.instance_key());
  for (const auto* path : {"/actors/1", "/actors/abc", "/actors/-1", "/actors/99999999999999999999/outbox", "/notes/1",
                           "/notes/x/replies", "/activities/1"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(Asking, FollowersAreCountedAndNeverNamed) {
  ASSERT_EQ(deliver(follow()), 202);
  const auto response = get("/actors/" + press.id.text() + "/followers?page=1");
  EXPECT_EQ(json::integer(*json::parse_object(test::body_of(response)), "totalItems"), 1);
  EXPECT_EQ(test::body_of(response).find("ana"), std::string::npos);
  EXPECT_EQ(json::integer(get_json("/actors/" + press.id.text() + "/following"), "totalItems"), 0);
}

TEST_F(Asking, TheOutboxListsCreatesPageByPage) {
  for (int i = 0; i < 25; ++i) publish("Note " + std::to_string(i));
  const auto path = "/actors/" + press.id.text() + "/outbox";
  EXPECT_EQ(json::integer(get_json(path), "totalItems"), 25);
  const auto page = get_json(path + "?page=1");
  EXPECT_EQ(json::array(page, "orderedItems")->size(), 20U);
  const std::string next(json::text(page, "next").value_or(""));
  ASSERT_TRUE(next.starts_with(addresses.base())) << next;
  const auto rest = get_json(next.substr(addresses.base().size()));
  EXPECT_EQ(json::array(rest, "orderedItems")->size(), 5U);
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(Asking, OfNotesForAFewNotEvenTheNumberIsTold) {
  publish("For everyone");
  for (int i = 0; i < 20; ++i) {
    const auto note = publish("For a few " + std::to_string(i));
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      store::rewrite_note(tx, note.id, {note.content, "en", activity::Visibility::Direct, note.published, {}});
      return {};
    }));
  }
  const auto path = "/actors/" + press.id.text() + "/outbox";
  EXPECT_EQ(json::integer(get_json(path), "totalItems"), 1);
  const auto page = get_json(path + "?page=1");
  EXPECT_EQ(json::array(page, "orderedItems")->size(), 1U);
  EXPECT_EQ(page.if_contains("next"), nullptr);
  EXPECT_EQ(json::integer(*json::object(get_json("/nodeinfo/2.1"), "usage"), "localPosts"), 1);
}

TEST_F(Asking, NodeInfoIsCountedOnceAMinute) {
  publish("One");
  const auto posts = [&] {
    const auto info = get_json("/nodeinfo/2.1");
    return json::integer(*json::object(info, "usage"), "localPosts");
  };
  EXPECT_EQ(posts(), 1);
  publish("Two");
  EXPECT_EQ(posts(), 1);
  store.clock.advance(std::chrono::seconds{61});
  EXPECT_EQ(posts(), 2);
}

TEST_F(Asking, WhomAnAccountFollowsIsCounted) {
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    for (const auto* name : {"oslo", "bergen"}) {
      const auto state = std::string_view(name) == "oslo" ? FollowState::Accepted : FollowState::Asked;
      save_following(tx, {press.id,
                          peer.actor(name),
                          peer.actor(name) + "/inbox",
                          store.ids.make<activity::ActivityId>(),
                          state,
                          {},
                          store.clock.now()});
    }
    return {};
  }));
  EXPECT_EQ(json::integer(get_json("/actors/" + press.id.text() + "/following"), "totalItems"), 1);
}

TEST_F(Asking, ADeletedNoteIsGoneEverywhere) {
  const auto note = publish("Too early");
  const auto path = "/notes/" + note.id.text();
  EXPECT_EQ(json::text(get_json(path), "type"), "Note");
  EXPECT_EQ(json::text(get_json("/activities/" + note.id.text()), "type"), "Create");
  ASSERT_TRUE(remove(note));
  for (const auto& gone : {path, path + "/replies", "/activities/" + note.id.text()}) {
    const auto response = get(gone);
    EXPECT_EQ(response.status, 410) << gone;
    EXPECT_EQ(json::text(*json::parse_object(test::body_of(response)), "type"), "Tombstone") << gone;
    EXPECT_EQ(test::body_of(response).find("early"), std::string::npos) << gone;
  }
}

TEST_F(Asking, RepliesOfStrangersCanBeCrawled) {
  const auto note = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello</p>"))), 202);
  const auto replies = get_json("/notes/" + note.id.text() + "/replies");
  EXPECT_EQ(json::integer(replies, "totalItems"), 1);
  EXPECT_EQ(json::texts(*json::object(replies, "first"), "items"), std::vector<std::string>{peer.origin + "/notes/1"});
  for (const auto* after : {"?after=", "?after=x", "?after=-1", "?after=99999999999999999999999"}) {
    EXPECT_EQ(get("/notes/" + note.id.text() + "/replies" + after).status, 200) << after;
  }
}

TEST_F(Asking, ManyRepliesAreCrawledPageByPageEachOnce) {
  const auto note = publish("Good morning");
  constexpr std::size_t kMany = 250;
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    activity::Note reply;
    reply.attributed_to = peer.actor("ana");
    reply.in_reply_to = note.uri;
    reply.in_reply_to_note = note.id;
    reply.content = "<p>Hello</p>";
    reply.language = "und";
    for (std::size_t i = 0; i < kMany; ++i) {
      reply.id = store.ids.make<activity::NoteId>();
      reply.uri = peer.origin + "/notes/" + std::to_string(i);
      if (auto done = store::insert_note(tx, reply); !done) return done;
    }
    return {};
  }));
  const auto collection = get_json("/notes/" + note.id.text() + "/replies");
  EXPECT_EQ(json::integer(collection, "totalItems"), kMany);
  std::vector<std::string> seen;
  auto page = *json::object(collection, "first");
  for (;;) {
    const auto items = json::texts(page, "items");
    EXPECT_LE(items.size(), 100U);
    seen.insert(seen.end(), items.begin(), items.end());
    const auto next = json::text(page, "next");
    if (!next || seen.size() > kMany) break;
    page = get_json(std::string(next->substr(addresses.base().size())));
  }
  ASSERT_EQ(seen.size(), kMany);
  EXPECT_EQ(seen.front(), peer.origin + "/notes/0");
  EXPECT_EQ(seen.back(), peer.origin + "/notes/249");
}

TEST_F(Asking, AConversationIsListedWhole) {
  const auto first = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(first, "1", "<p>Hello</p>"))), 202);
  const auto answer = publish("Hello to you", replies(first).at(0).id);
  const auto context = json::text_or_empty(get_json("/notes/" + answer.id.text()), "context");
  EXPECT_EQ(context, addresses.conversation(first.id));
  const auto collection = get_json("/notes/" + first.id.text() + "/context");
  EXPECT_EQ(json::text(collection, "id"), context);
  EXPECT_EQ(json::text(collection, "attributedTo"), addresses.actor(press.id));
  EXPECT_EQ(json::texts(collection, "orderedItems"),
            (std::vector<std::string>{first.uri, peer.origin + "/notes/1", answer.uri}));
  EXPECT_EQ(get("/notes/" + answer.id.text() + "/context").status, 404) << "it began nothing";
}

TEST_F(Asking, AStrangersNoteHasNoAddressHere) {
  const auto note = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello</p>"))), 202);
  EXPECT_EQ(get("/notes/" + replies(note).at(0).id.text()).status, 404);
}

TEST_F(Asking, AnAcceptIsForItsAddresseeAlone) {
  ASSERT_EQ(deliver(follow()), 202);
  start_sending();
  const auto accept = peer.wait_for_posts(1)[0].json();
  const std::string id(json::text(accept, "id").value_or(""));
  EXPECT_EQ(get(id.substr(addresses.base().size())).status, 404);
}

}  // namespace
}  // namespace chancery::activitypub
