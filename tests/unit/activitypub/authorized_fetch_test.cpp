#include "activitypub/authorized_fetch.hpp"

#include <gtest/gtest.h>

#include "activitypub/moderation.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using activity::Visibility;

class AuthorizedFetching : public test::Federation {
 protected:
  AuthorizedFetching() { start_sending(); }

  // A note of ours, as another hand than this module's stores it.
  activity::Note say(Visibility visibility, const std::vector<std::string>& to = {}) {
    activity::Note note;
    note.id = store.ids.make<activity::NoteId>();
    note.uri = addresses.note(note.id);
    note.account = press.id;
    note.attributed_to = addresses.actor(press.id);
    note.content = "<p>For a few</p>";
    note.language = "en";
    note.visibility = visibility;
    note.published = note.updated = note.received = store.clock.now();
    for (const auto& actor : to) note.parts.mentions.push_back({actor, "@someone@there.example"});
    EXPECT_TRUE(store->write_now([&](store::Transaction& tx) { return store::insert_note(tx, note); }));
    return note;
  }
  int get_as(const std::string& name, const std::string& target, SignatureKind kind = SignatureKind::Cavage) {
    return dispatch(signed_request(target, peer.signer(name), kind)).status;
  }
  // The same server with `required`, on a router of its own.
  void require() {
    strict_ = std::make_unique<AuthorizedFetch>(keys, peers, store.clock, AuthorizedFetch::Options{.required = true});
    router = net::Router();
    const auto page = [](const net::Request&) { return net::Response::html(200, "a page"); };
    add_routes(router, {*store, addresses, instance, inbox, *strict_, "0.1.0", page, page});
    running_ = std::jthread([this](std::stop_token stop) { strict_->run(std::move(stop)); });
  }

 private:
  std::unique_ptr<AuthorizedFetch> strict_;
  std::jthread running_;
};

std::string path_of(const activity::Note& note) {
  return "/notes/" + note.id.text();
}

TEST_F(AuthorizedFetching, APublicNoteNeedsNoSignatureAndNoKeyIsFetchedForIt) {
  const auto note = publish("Good morning");
  EXPECT_EQ(get(path_of(note)).status, 200);
  EXPECT_EQ(get_as("ana", path_of(note)), 200);
  EXPECT_TRUE(peer.fetched().empty());
  EXPECT_EQ(dispatch(signed_request(path_of(note), peer.signer("ana", test::kNewKey))).status, 200);
}

TEST_F(AuthorizedFetching, ANoteForFollowersIsGivenToThemAlone) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  const auto note = say(Visibility::Followers);
  for (const auto& path :
       {path_of(note), path_of(note) + "/replies", "/activities/" + activity::create_of(note.id).text()}) {
    EXPECT_EQ(get_as("ana", path), 200) << path;
    EXPECT_EQ(get_as("ana", path, SignatureKind::Rfc9421), 200) << path;
    EXPECT_EQ(get_as("bob", path), 404) << path;
    EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_EQ(dispatch(signed_request(path, peer.signer("ana", test::kNewKey))).status, 404) << "not her key: " << path;
  }
  ASSERT_EQ(deliver(wrap("Undo", follow("ana"))), 202);
  EXPECT_EQ(get_as("ana", path_of(note)), 404) << "she follows no more";
}

TEST_F(AuthorizedFetching, ADirectNoteIsGivenToWhomItNames) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  const auto note = say(Visibility::Direct, {peer.actor("bob")});
  EXPECT_EQ(get_as("bob", path_of(note)), 200);
  EXPECT_EQ(get_as("ana", path_of(note)), 404) << "a follower, but not meant";
  EXPECT_EQ(get_as("bob", "/notes/12345"), 404);
  const auto response = dispatch(signed_request(path_of(note), peer.signer("bob")));
  EXPECT_EQ(response.headers.find("Cache-Control"), "private, no-store");
}

TEST_F(AuthorizedFetching, ASignatureForAnotherPathOrTimeOpensNothing) {
  const auto note = say(Visibility::Direct, {peer.actor("bob")});
  auto moved = signed_request("/notes/1", peer.signer("bob"));
  moved.target = moved.path = path_of(note);
  EXPECT_EQ(dispatch(std::move(moved)).status, 404);
  auto old = signed_request(path_of(note), peer.signer("bob"));
  store.clock.advance(std::chrono::hours{13});
  EXPECT_EQ(dispatch(std::move(old)).status, 404);
}

TEST_F(AuthorizedFetching, ARotatedKeyOpensAtTheSecondTry) {
  const auto note = say(Visibility::Direct, {peer.actor("bob")});
  ASSERT_EQ(get_as("bob", path_of(note)), 200);
  peer.put("/users/bob", 200, peer.actor_object("bob", test::kNewKey));
  store.clock.advance(std::chrono::minutes{5});
  EXPECT_EQ(dispatch(signed_request(path_of(note), peer.signer("bob", test::kNewKey))).status, 200);
  EXPECT_EQ(peer.fetched().size(), 2U);
}

TEST_F(AuthorizedFetching, AnAcceptIsReadByWhomItAccepts) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  const auto accept = peer.wait_for_posts(1)[0].json();
  const auto path = std::string(*json::text(accept, "id")).substr(addresses.base().size());
  EXPECT_EQ(get_as("ana", path), 200);
  EXPECT_EQ(get_as("bob", path), 404);
  EXPECT_EQ(get(path).status, 404);
}

TEST_F(AuthorizedFetching, WhenRequiredEveryDocumentWantsAGoodSignature) {
  const auto note = publish("Good morning");
  require();
  const auto actor = "/actors/" + press.id.text();
  for (const auto& path : {actor, actor + "/outbox", actor + "/followers", actor + "/following", path_of(note),
                           path_of(note) + "/replies", "/activities/" + activity::create_of(note.id).text()}) {
    EXPECT_EQ(get(path).status, 401) << path;
    EXPECT_EQ(get_as("ana", path), 200) << path;
    EXPECT_EQ(get_as("ana", path, SignatureKind::Rfc9421), 200) << path;
    EXPECT_EQ(dispatch(signed_request(path, peer.signer("ana", test::kNewKey))).status, 401) << path;
  }
  EXPECT_EQ(get_as("ana", "/notes/12345"), 404);
}

TEST_F(AuthorizedFetching, DiscoveryTheInstanceActorAndPagesStayOpen) {
  const auto note = publish("Good morning");
  require();
  EXPECT_EQ(get("/actors/instance").status, 200);
  EXPECT_EQ(get("/actors/instance/outbox").status, 200);
  EXPECT_EQ(get("/.well-known/webfinger?resource=acct:press@127.0.0.1:8080").status, 200);
  EXPECT_EQ(get("/nodeinfo/2.1").status, 200);
  EXPECT_EQ(test::body_of(get(path_of(note), "text/html")), "a page");
  EXPECT_EQ(test::body_of(get("/actors/" + press.id.text(), "text/html")), "a page");
}

TEST_F(AuthorizedFetching, ABlockedServerIsToldSoAndItsKeyNotFetched) {
  const auto note = publish("Good morning");
  require();
  const HostRule rule{
      .host = net::Url::parse(peer.origin)->host(), .level = RuleLevel::Block, .by = "user:anna", .at = {}};
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_host_rule(tx, rule); }));
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  EXPECT_EQ(get_as("ana", path_of(note)), 403);
  EXPECT_TRUE(peer.fetched().empty());
}

TEST_F(AuthorizedFetching, ABlockedActorIsRefusedWhateverItsKeyIsCalled) {
  const auto note = publish("Good morning");
  require();
  ASSERT_EQ(get_as("ana", path_of(note)), 200);
  const ActorRule wanted{
      .actor = peer.actor("ana"), .level = RuleLevel::Block, .reason = "threats", .by = "user:anna", .at = {}};
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_actor_rule(tx, wanted); }));
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  EXPECT_EQ(get_as("ana", path_of(note)), 403);
  EXPECT_EQ(get_as("bob", path_of(note)), 200);
}

TEST_F(AuthorizedFetching, AServerThatCannotGiveItsKeyNowIsToTryAgain) {
  const auto note = publish("Good morning");
  require();
  peer.put("/users/ana", 503, {});
  const auto response = dispatch(signed_request(path_of(note), peer.signer("ana")));
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.headers.find("Retry-After").has_value());
}

}  // namespace
}  // namespace chancery::activitypub
