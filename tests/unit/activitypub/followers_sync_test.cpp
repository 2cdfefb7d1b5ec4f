// FEP-8fcf, both ways.
#include "activitypub/followers_sync.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "activitypub/followers.hpp"
#include "activitypub/followers_digest.hpp"
#include "activitypub/following.hpp"
#include "federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;
using test::body_of;

TEST(FollowersDigest, IsTheExampleOfTheSpecification) {
  const std::vector<std::string> ids{"https://testing.example.org/users/1", "https://testing.example.org/users/2"};
  EXPECT_EQ(followers_digest(ids), "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f");
  EXPECT_EQ(followers_digest({}), std::string(64, '0'));
}

TEST(FollowersDigest, TheFieldIsReadInAnyOrderAndWhatIsNoneRefused) {
  const FollowersClaim claim{"https://a.example/f", "https://a.example/s", std::string(64, '0')};
  EXPECT_EQ(read_followers_claim(write_followers_claim(claim)), claim);
  EXPECT_EQ(read_followers_claim(R"(digest="1",url="u" , collectionId="c",other="x")"),
            (FollowersClaim{"c", "u", "1"}));
  for (const auto* wrong :
       {"", "collectionId", R"(collectionId="c")", R"(collectionId="c", url="u, digest="d")",
        R"(url="u" digest="d" collectionId="c")", R"(url="u",url="v",digest="d",collectionId="c")"}) {
    EXPECT_EQ(read_followers_claim(wrong).error().code, Errc::Malformed) << wrong;
  }
  EXPECT_EQ(read_followers_claim(std::string(9'000, ' ')).error().code, Errc::TooLarge);
}

class Synchronised : public test::Federation {
 protected:
  Synchronised() {
    inbox.synchronise_with(followers);
    start_sending();
  }
  // What ana's server says of who follows her.
  void put_list(const std::vector<std::string>& items) {
    auto actor = peer.actor_object("ana");
    actor["followers"] = peer.actor("ana") + "/followers";
    peer.put("/users/ana", 200, actor);
    peer.put("/users/ana/sync", 200,
             {{"id", peer.actor("ana") + "/sync"},
              {"type", "OrderedCollection"},
              {"orderedItems", json::Array(items.begin(), items.end())}});
  }
  // A delivery of hers with the field; the digest is of none, so that it differs from what any of us holds.
  int tell(FollowersClaim claim, bool is_signed = true) {
    const auto body = boost::json::serialize(wrap("Like", json::Value(peer.origin + "/notes/1")));
    const auto field = write_followers_claim(claim);
    net::Request request;
    request.method = net::Method::Post;
    request.target = request.path = "/inbox";
    request.peer = "203.0.113.9";
    request.body = body;
    request.headers.add("Host", addresses.host());
    const crypto::AddedFields more{{"Collection-Synchronization", field}};
    const auto fields = crypto::sign_post(peer.signer("ana"), addresses.host(), "/inbox", kActivityJson, body,
                                          store.clock.now(), is_signed ? more : crypto::AddedFields{});
    for (const auto& [name, value] : *fields) request.headers.add(name, value);
    if (!is_signed) request.headers.add("Collection-Synchronization", field);
    return dispatch(std::move(request)).status;
  }
  FollowersClaim hers(const std::string& digest = std::string(64, 'f')) const {
    return {peer.actor("ana") + "/followers", peer.actor("ana") + "/sync", digest};
  }
  void we_follow(activity::AccountId account, FollowState state) {
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      save_following(tx, {account,
                          peer.actor("ana"),
                          peer.actor("ana") + "/inbox",
                          store.ids.make<activity::ActivityId>(),
                          state,
                          {},
                          store.clock.now()});
      return {};
    }));
  }
  std::optional<Following> follow_of(activity::AccountId account) {
    std::optional<Following> found;
    static_cast<void>(store->write_now([&](store::Transaction& tx) -> Status {
      found = following(tx, account, peer.actor("ana"));
      return {};
    }));
    return found;
  }
  template <class Check>
  void eventually(Check&& check) {
    for (int i = 0; i < 500 && !check(); ++i) std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(check());
  }
  bool asked_for_list() {
    for (const auto& target : peer.fetched()) {
      if (target == "/users/ana/sync") return true;
    }
    return false;
  }

  FollowersSync followers{*store, keys, peers, store.clock, [this] { deliveries.nudge(); }};
};

TEST_F(Synchronised, ANoteForFollowersSaysWhoTheyAreOnThatServer) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  ASSERT_EQ(deliver(follow("bob"), "bob"), 202);
  static_cast<void>(peer.wait_for_posts(2));
  publish("For everyone");
  plan();
  EXPECT_FALSE(peer.wait_for_posts(3).back().headers.find("Collection-Synchronization"));
  speak::PostBody body;
  body.account = press.id;
  body.texts = {{"en", "For those who follow", {}}};
  body.visibility = activity::Visibility::Followers;
  speaker.say(body);
  plan();
  const auto post = peer.wait_for_posts(4).back();
  const auto field = post.headers.find("Collection-Synchronization");
  ASSERT_TRUE(field.has_value());
  const std::vector<std::string> both{peer.actor("ana"), peer.actor("bob")};
  EXPECT_EQ(read_followers_claim(*field),
            (FollowersClaim{addresses.followers(press.id), addresses.actor(press.id) + "/followers_synchronization",
                            followers_digest(both)}));
  EXPECT_NE(post.headers.find("Signature")->find("collection-synchronization"), std::string::npos) << "it is signed";
}

TEST_F(Synchronised, AServerReadsWhoOfItsOwnFollowsAndNobodyElse) {
  ASSERT_EQ(deliver(follow("bob"), "bob"), 202);
  ASSERT_EQ(deliver(follow("ana")), 202);
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    activity::Actor other;
    other.uri = "https://elsewhere.example/users/eve";
    other.inbox = other.uri + "/inbox";
    save_follower(tx, {press.id, store::save_actor(tx, other), other.uri, "f", other.inbox, store.clock.now()});
    return {};
  }));
  const auto part = "/actors/" + press.id.text() + "/followers_synchronization";
  const auto answer = dispatch(signed_request(part, peer.signer("carl")));
  ASSERT_EQ(answer.status, 200);
  const auto list = json::parse_object(body_of(answer)).value();
  EXPECT_EQ(json::texts(list, "orderedItems"), (std::vector<std::string>{peer.actor("ana"), peer.actor("bob")}));
  EXPECT_EQ(json::text(list, "id"), addresses.base() + part);
  EXPECT_EQ(answer.headers.find("Cache-Control"), "private, no-store");
  EXPECT_EQ(get(part).status, 404) << "unsigned";
}

TEST_F(Synchronised, WhatThePeerListsCounts) {
  const auto embassy = make_account("embassy");
  const auto consulate = make_account("consulate");
  we_follow(press.id, FollowState::Accepted);
  we_follow(embassy.id, FollowState::Asked);
  put_list({addresses.actor(embassy.id), addresses.actor(consulate.id), addresses.base() + "/actors/77"});
  EXPECT_EQ(tell(hers()), 202);
  const auto undo = peer.wait_for_posts(1).back().json();
  EXPECT_EQ(json::text(undo, "type"), "Undo");
  EXPECT_EQ(json::text(undo, "actor"), addresses.actor(consulate.id));
  const auto* follow = json::object(undo, "object");
  EXPECT_EQ(json::text(*follow, "object"), peer.actor("ana"));
  EXPECT_FALSE(follow_of(press.id)) << "she does not list it";
  EXPECT_EQ(follow_of(embassy.id)->state, FollowState::Accepted) << "she does";
  EXPECT_EQ(peer.posts(), 1U);
}

TEST_F(Synchronised, NothingIsAskedWhereBothAgree) {
  we_follow(press.id, FollowState::Accepted);
  put_list({});
  const std::vector<std::string> ours{addresses.actor(press.id)};
  EXPECT_EQ(tell(hers(followers_digest(ours))), 202);
  EXPECT_EQ(deliver(follow("ana", "late")), 202);
  static_cast<void>(peer.wait_for_posts(1));
  EXPECT_FALSE(asked_for_list());
}

TEST_F(Synchronised, WhatIsUnsignedOrOfAnotherOrInPagesIsPassedOver) {
  we_follow(press.id, FollowState::Accepted);
  put_list({});
  EXPECT_EQ(tell(hers(), false), 202);
  auto elsewhere = hers();
  elsewhere.url = "http://127.0.0.1:1/sync";
  EXPECT_EQ(tell(elsewhere), 202);
  auto others = hers();
  others.collection = peer.actor("bob") + "/followers";
  EXPECT_EQ(tell(others), 202);
  eventually([&] { return std::ranges::count(peer.fetched(), "/users/ana") >= 2; });  // her key, then her collection
  EXPECT_FALSE(asked_for_list());
  peer.put("/users/ana/sync", 200,
           {{"id", peer.actor("ana") + "/sync"}, {"type", "OrderedCollection"}, {"first", peer.actor("ana") + "/p1"}});
  EXPECT_EQ(tell(hers()), 202);
  eventually([&] { return asked_for_list(); });
  EXPECT_TRUE(follow_of(press.id)) << "what is not whole removes nobody";
}

}  // namespace
}  // namespace chancery::activitypub
