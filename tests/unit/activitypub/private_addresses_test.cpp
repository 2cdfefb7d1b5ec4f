// Whatever field of a stranger's document holds an address: one inside our own network is never dialled.
#include <algorithm>
#include <atomic>

#include "activitypub/actor_finder.hpp"
#include "activitypub/conversation_crawl.hpp"
#include "activitypub/following.hpp"
#include "activitypub/note_finder.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

// A stranger's server that we may talk to (`peer`), and one of our own network that we may not: it counts who calls.
class PrivateAddresses : public test::Federation {
 protected:
  PrivateAddresses() {
    inside.refuses = [this](const net::Request&) -> std::optional<net::Response> {
      ++calls;
      return std::nullopt;
    };
  }

  // The service inside by each way to write it, and places nobody listens at.
  [[nodiscard]] std::vector<std::string> inner(const std::string& path) const {
    const auto port = inside.host.substr(inside.host.rfind(':'));
    std::vector<std::string> written;
    for (const std::string& origin :
         {inside.origin, "http://localhost" + port, "http://[::1]" + port, "http://[::ffff:127.0.0.1]" + port,
          "http://2130706433" + port, "https://127.0.0.1" + port, std::string("https://10.0.0.1"),
          std::string("http://169.254.169.254"), std::string("https://[fd00::1]")}) {
      written.push_back(origin + path);
    }
    return written;
  }
  // What a stranger sends us, once for each address; `make` gives the activity and who signs it.
  template <class Make>
  void send_each(const char* field, Make make) {
    for (const auto& address : inner("/users/ana")) {
      make(address);
      settle();
      EXPECT_EQ(calls, 0) << field << ": " << address;
    }
  }
  void settle() {
    plan();
    crawl.go_through();
    store.clock.advance(11min);
    crawl.go_through();
  }
  json::Object ana() const { return peer.actor_object("ana"); }
  json::Object mention(const std::string& name) {
    const auto self = addresses.actor(press.id);
    return {{"id", peer.origin + "/notes/" + name},
            {"type", "Note"},
            {"attributedTo", peer.actor("ana")},
            {"to", json::Array{json::Value(activity::kPublic), json::Value(self)}},
            {"content", "<p>" + name + "</p>"},
            {"tag", json::Array{json::Object{{"type", "Mention"}, {"href", self}, {"name", "@press"}}}}};
  }
  // Serves a changed actor and makes us fetch it and write to it.
  void follow_as(const json::Object& actor) {
    peer.put("/users/ana", 200, actor);
    keys.forget(peer.actor("ana"));
    static_cast<void>(deliver(follow("ana", std::to_string(++number))));
    publish("Good morning");
  }
  std::string fresh() { return "n" + std::to_string(++number); }

  test::Peer inside;
  std::atomic<int> calls = 0;
  int number = 0;
  ActorFinder actors{client, keys, peers, store.clock};
  ConversationCrawl crawl{*store, knocker, peers, instance,
                          ConversationCrawl::Limits{.conversation = {}, .under_way = 4, .between = 0ms}};
};

TEST_F(PrivateAddresses, OfAnActorAreNeverDialled) {
  start_sending();
  send_each("inbox", [&](const std::string& address) {
    auto actor = ana();
    actor["inbox"] = address;
    actor.erase("endpoints");
    follow_as(actor);
  });
  send_each("sharedInbox", [&](const std::string& address) {
    auto actor = ana();
    actor["endpoints"] = json::Object{{"sharedInbox", address}};
    follow_as(actor);
  });
  send_each("publicKey.owner", [&](const std::string& address) {
    peer.put("/keys/1", 200,
             {{"id", peer.origin + "/keys/1"},
              {"type", "Key"},
              {"owner", address},
              {"publicKeyPem", test::test_keys(test::kStrangersKey).public_pem}});
    const crypto::Signer by{peer.origin + "/keys/1", test::private_key(test::kStrangersKey)};
    static_cast<void>(dispatch(post(boost::json::serialize(follow("ana", fresh())), by)));
  });
  send_each("keyId", [&](const std::string& address) {
    const crypto::Signer by{address + "#main-key", test::private_key(test::kStrangersKey)};
    EXPECT_NE(dispatch(post(boost::json::serialize(follow("ana", fresh())), by)).status, 202);
  });
  send_each("actor", [&](const std::string& address) {
    auto activity = follow("ana", fresh());
    activity["actor"] = address;
    EXPECT_NE(deliver(activity), 202);
  });
}

TEST_F(PrivateAddresses, OfAnActivityAreNeverDialled) {
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    save_following(tx, {press.id,
                        peer.actor("ana"),
                        peer.actor("ana") + "/inbox",
                        store.ids.make<activity::ActivityId>(),
                        FollowState::Accepted,
                        {},
                        store.clock.now()});
    return {};
  }));
  for (const auto* verb : {"Create", "Update", "Delete", "Announce", "Like", "Undo", "Accept", "Block", "Flag"}) {
    send_each(verb, [&](const std::string& address) { static_cast<void>(deliver(wrap(verb, json::Value(address)))); });
  }
  const auto ours = publish("Quote me");
  send_each("instrument", [&](const std::string& address) {
    auto request = wrap("QuoteRequest", json::Value(ours.uri));
    request["instrument"] = address;
    static_cast<void>(deliver(request));
  });
  send_each("target of a Move", [&](const std::string& address) {
    auto move = wrap("Move", json::Value(peer.actor("ana")));
    move["target"] = address;
    EXPECT_EQ(deliver(move), 202);
  });
}

TEST_F(PrivateAddresses, OfANoteAreNeverDialled) {
  for (const auto* field : {"inReplyTo", "replies", "context", "conversation", "quote", "url", "likes", "shares"}) {
    send_each(field, [&](const std::string& address) {
      auto note = mention(fresh());
      note[field] = address;
      peer.put(std::string(json::text(note, "id").value_or("")).substr(peer.origin.size()), 200, note);
      EXPECT_EQ(deliver(wrap("Create", note)), 202);
    });
  }
  for (const auto* field : {"first", "next"}) {
    send_each(field, [&](const std::string& address) {
      const auto name = fresh();
      auto note = mention(name);
      note["replies"] = peer.origin + "/replies/" + name;
      json::Object page{{"id", note["replies"]}, {"type", "CollectionPage"}, {"items", json::Array{}}};
      page[field] = address;
      peer.put("/replies/" + name, 200, page);
      peer.put("/notes/" + name, 200, note);
      EXPECT_EQ(deliver(wrap("Create", note)), 202);
    });
  }
  send_each("items", [&](const std::string& address) {
    const auto name = fresh();
    auto note = mention(name);
    note["replies"] = json::Object{
        {"id", peer.origin + "/replies/" + name}, {"type", "Collection"}, {"items", json::Array{json::Value(address)}}};
    peer.put("/notes/" + name, 200, note);
    EXPECT_EQ(deliver(wrap("Create", note)), 202);
  });
}

TEST_F(PrivateAddresses, ThatAreFoundOnTheWayAreNeverDialled) {
  send_each("href of WebFinger", [&](const std::string& address) {
    const auto name = fresh();
    peer.put("/.well-known/webfinger", 200,
             {{"subject", "acct:" + name + "@" + peer.host},
              {"links",
               json::Array{json::Object{{"rel", "self"}, {"type", "application/activity+json"}, {"href", address}}}}});
    EXPECT_FALSE(actors.find("@" + name + "@" + peer.host));
  });
  send_each("what people write", [&](const std::string& address) { EXPECT_FALSE(actors.find(address)); });
  send_each("Location", [&](const std::string& address) {
    const auto name = fresh();
    peer.redirect("/users/" + name, address);
    EXPECT_FALSE(actors.find(peer.actor(name)));
    EXPECT_NE(deliver(follow(name), name), 202);
  });
}

TEST_F(PrivateAddresses, AreCountedWhereOneIsDialledAfterAll) {
  // Else the tests above would show nothing.
  net::HttpClient open{
      {.guard = net::AddressGuard{{.internal_endpoints = {}, .test_peers = {inside.host}, .ports = {}}},
       .user_agent = "Chancery-test/1.0"}};
  net::OutgoingRequest request;
  request.url = *net::Url::parse(inside.origin + "/users/ana");
  std::promise<int> answered;
  open.send(std::move(request),
            [&](const Result<net::IncomingResponse>& answer) { answered.set_value(answer ? answer->status : 0); });
  EXPECT_EQ(answered.get_future().get(), 200);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace chancery::activitypub
