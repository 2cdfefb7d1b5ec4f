#include "activitypub/inbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "activitypub/followers.hpp"
#include "activitypub/moderation.hpp"
#include "crypto/encoding.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

class Receiving : public test::Federation {
 protected:
  std::int64_t followers() {
    return store->read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press.id); });
  }
  static std::size_t count(const std::vector<std::string>& events, std::string_view type) {
    return static_cast<std::size_t>(std::ranges::count(events, type));
  }
  net::Response refused(net::Request request) {
    auto response = dispatch(std::move(request));
    EXPECT_TRUE(events().empty()) << "a refused request changed something";
    return response;
  }
};

TEST_F(Receiving, AFollowIsStoredOnceHoweverOftenItComes) {
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(deliver(follow("ana", "2")), 202);
  EXPECT_EQ(followers(), 1);
  EXPECT_EQ(count(events(), "Followed"), 1U);
}

TEST_F(Receiving, AStrangersKeyIsFetchedOnceForManyActivities) {
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(deliver(follow("ana", "2")), 202);
  EXPECT_EQ(peer.fetched(), std::vector<std::string>{"/users/ana"});
}

TEST_F(Receiving, TheKeyIsFetchedWithASignedGet) {
  peer.demands_signature_of = *crypto::PublicKey::parse(instance.public_key_pem());
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(followers(), 1);
}

TEST_F(Receiving, AnUndoneFollowIsRemovedAlsoWhenOnlyNamed) {
  ASSERT_EQ(deliver(follow()), 202);
  EXPECT_EQ(deliver(wrap("Undo", follow())), 202);
  EXPECT_EQ(followers(), 0);
  ASSERT_EQ(deliver(follow("ana", "2")), 202);
  EXPECT_EQ(deliver(wrap("Undo", json::Value(peer.actor("ana") + "/follows/2"))), 202);
  EXPECT_EQ(followers(), 0);
  EXPECT_EQ(count(events(), "Unfollowed"), 2U);
}

TEST_F(Receiving, AFollowUnderAnOldIdIsAcceptedAgain) {
  const auto undo = wrap("Undo", follow());
  start_sending();
  EXPECT_EQ(deliver(follow()), 202);
  static_cast<void>(peer.wait_for_posts(1));
  EXPECT_EQ(deliver(follow()), 202);
  static_cast<void>(peer.wait_for_posts(2));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(deliver(undo), 202);
    EXPECT_EQ(deliver(undo), 202) << "tried again by its server";
    EXPECT_EQ(followers(), 0);
    EXPECT_EQ(deliver(follow()), 202);
    EXPECT_EQ(followers(), 1);
    // An Accept of what is undone before it left is not sent at all.
    static_cast<void>(peer.wait_for_posts(3 + static_cast<std::size_t>(i)));
  }
  for (const auto& post : peer.wait_for_posts(4)) EXPECT_EQ(json::text(post.json(), "type"), "Accept");
  EXPECT_EQ(count(events(), "Followed"), 3U);
}

TEST_F(Receiving, AnOldFollowToldAgainAfterItsUndoCountsForNothing) {
  for (const auto kind : {SignatureKind::Cavage, SignatureKind::Rfc9421}) {
    const auto captured = post(boost::json::serialize(follow()), peer.signer("ana"), "/inbox", kind);
    ASSERT_EQ(dispatch(captured).status, 202);
    ASSERT_EQ(followers(), 1);
    store.clock.advance(std::chrono::seconds{2});
    const auto undo = post(boost::json::serialize(wrap("Undo", follow())), peer.signer("ana"), "/inbox", kind);
    ASSERT_EQ(dispatch(undo).status, 202);
    store.clock.advance(std::chrono::hours{11});
    EXPECT_EQ(dispatch(captured).status, 202);
    EXPECT_EQ(followers(), 0);
    EXPECT_EQ(deliver(follow()), 202);
    EXPECT_EQ(followers(), 1) << "she follows anew under the same id";
    EXPECT_EQ(dispatch(undo).status, 202);
    EXPECT_EQ(followers(), 1) << "nor does an old Undo";
    store.clock.advance(std::chrono::seconds{2});
    ASSERT_EQ(deliver(wrap("Undo", follow())), 202);
  }
}

TEST_F(Receiving, AnUndoThatOvertakesItsFollowWinsOnce) {
  EXPECT_EQ(deliver(wrap("Undo", json::Value(peer.actor("ana") + "/follows/1"), "mallory"), "mallory"), 202);
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(followers(), 1) << "another's Undo counts for nothing";
  EXPECT_EQ(deliver(wrap("Undo", follow("bob"), "bob"), "bob"), 202);
  EXPECT_EQ(deliver(follow("bob"), "bob"), 202);
  EXPECT_EQ(followers(), 1) << "late, and not wanted any more";
  EXPECT_EQ(deliver(follow("bob"), "bob"), 202);
  EXPECT_EQ(followers(), 2) << "she follows anew under the same id";
}

TEST_F(Receiving, TheUndoOfALikeIsPassedOver) {
  ASSERT_EQ(deliver(follow()), 202);
  const json::Object like{{"id", peer.actor("ana") + "/follows/1"}, {"type", "Like"}, {"object", "x"}};
  EXPECT_EQ(deliver(wrap("Undo", like)), 202);
  EXPECT_EQ(followers(), 1);
}

TEST_F(Receiving, NobodyUndoesAnothersFollow) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  EXPECT_EQ(deliver(wrap("Undo", follow("ana"), "mallory"), "mallory"), 403);
  EXPECT_EQ(followers(), 1);
}

TEST_F(Receiving, AReplyIsSanitisedStoredAndTold) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p onclick=\"x()\">Hello<script>alert(1)</script> <b>you</b></p>");
  object["contentMap"] = json::Object{{"fr", object.at("content")}};
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  const auto stored = replies(note);
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].content, "<p>Hello <b>you</b></p>");
  EXPECT_EQ(stored[0].language, "fr");
  EXPECT_EQ(stored[0].visibility, activity::Visibility::Public);
  EXPECT_EQ(stored[0].attributed_to, peer.actor("ana"));
  EXPECT_EQ(stored[0].in_reply_to_note, note.id);
  EXPECT_EQ(count(events(), "NoteReceived"), 1U);
}

TEST_F(Receiving, OfAVeryLongReplyOnlySoMuchIsKept) {
  const auto note = publish("Good morning");
  const auto long_reply = "<p>" + std::string(200'000, 'x') + "</p>";
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "1", long_reply))), 202);
  // Some grow when they are made safe.
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "2", "<p>" + std::string(30'000, '&') + "</p>"))), 202);
  const auto kept = replies(note);
  ASSERT_EQ(kept.size(), 2U);
  for (const auto& reply : kept) {
    EXPECT_LE(reply.content.size(), kMaxContent);
    EXPECT_GE(reply.content.size(), kMaxContent / 4);
    EXPECT_TRUE(reply.content.starts_with("<p>") && reply.content.ends_with("</p>"));
  }
}

TEST_F(Receiving, TheSameReplyIsStoredOnceEvenUnderAnotherActivity) {
  const auto note = publish("Good morning");
  const auto object = reply_note(note, "1", "<p>Hello</p>");
  const auto create = wrap("Create", object);
  EXPECT_EQ(deliver(create), 202);
  EXPECT_EQ(deliver(create), 202);
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(replies(note).size(), 1U);
  EXPECT_EQ(count(events(), "NoteReceived"), 1U);
}

TEST_F(Receiving, WhatNeitherRepliesNorMentionsUsIsForgotten) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Hello</p>");
  object["inReplyTo"] = "https://elsewhere.example/notes/1";
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(count(events(), "NoteReceived"), 0U);
  EXPECT_FALSE(knows(peer.actor("ana")));
}

TEST_F(Receiving, AMentionNeedsBothTheTagAndTheAddress) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>@press a question</p>");
  object.erase("inReplyTo");
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(count(events(), "NoteReceived"), 0U);
  object["tag"] = json::Object{{"type", "Mention"}, {"href", addresses.actor(press.id)}, {"name", "@press"}};
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(count(events(), "NoteReceived"), 1U);
}

TEST_F(Receiving, ANoteNamedButNotEmbeddedIsFetchedFromItsOrigin) {
  const auto note = publish("Good morning");
  const auto object = reply_note(note, "1", "<p>Fetched</p>");
  peer.put("/notes/1", 200, object);
  EXPECT_EQ(deliver(wrap("Create", object.at("id"))), 202);
  ASSERT_EQ(replies(note).size(), 1U);
  EXPECT_EQ(replies(note)[0].content, "<p>Fetched</p>");
}

TEST_F(Receiving, ANoteThatCannotBeFetchedNowIsAskedForAgain) {
  const auto note = publish("Good morning");
  const auto object = reply_note(note, "1", "<p>Fetched</p>");
  const auto create = wrap("Create", object.at("id"));
  peer.put("/notes/1", 503, {});
  const auto later = dispatch(post(boost::json::serialize(create), peer.signer("ana")));
  EXPECT_EQ(later.status, 503);
  EXPECT_TRUE(later.headers.find("Retry-After").has_value());
  peer.put("/notes/1", 200, object);
  EXPECT_EQ(deliver(create), 202);
  EXPECT_EQ(replies(note).size(), 1U);
  EXPECT_EQ(deliver(wrap("Create", json::Value(peer.origin + "/notes/none"))), 202) << "there is none: no use asking";
}

TEST_F(Receiving, NobodySpeaksForAnother) {
  const auto note = publish("Good morning");
  EXPECT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>I am not Ana</p>", "ana"), "mallory"), "mallory"), 403);
  // Signed by mallory's key, in Ana's name.
  const auto forged = wrap("Create", reply_note(note, "2", "<p>I am not Ana</p>"));
  EXPECT_EQ(dispatch(post(boost::json::serialize(forged), peer.signer("mallory"))).status, 401);
  // Signed by mallory's hand under Ana's key id.
  EXPECT_EQ(dispatch(post(boost::json::serialize(forged), peer.signer("ana", test::kNewKey))).status, 401);
  EXPECT_TRUE(replies(note).empty());
}

TEST_F(Receiving, AChatMessageIsAWordForUsAlone) {
  const auto us = addresses.actor(press.id);
  const json::Object message{{"id", peer.origin + "/private_message/1"}, {"type", "ChatMessage"},
                             {"attributedTo", peer.actor("ana")},        {"to", us},
                             {"content", "<p>I lost my passport</p>"},   {"published", "2026-11-22T09:00:00Z"}};
  EXPECT_EQ(deliver(wrap("Create", message)), 202);
  const auto stored = store->read(
      [&](store::Snapshot& snapshot) { return store::note_by_uri(snapshot, peer.origin + "/private_message/1"); });
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->visibility, activity::Visibility::Direct);
  EXPECT_EQ(stored->content, "<p>I lost my passport</p>");
}

TEST_F(Receiving, WhatAnotherServerPassesOnIsTakenAndNotBelieved) {
  const auto note = publish("Good morning");
  auto passed_on = wrap("Create", reply_note(note, "1", "<p>Hello</p>"));
  passed_on["signature"] = json::Object{{"type", "RsaSignature2017"}, {"signatureValue", "x"}};
  test::Peer other;
  const net::AddressGuard both{{.internal_endpoints = {}, .test_peers = {peer.host, other.host}, .ports = {}}};
  const Peers strangers{addresses, both, &blocks};
  net::HttpClient asking{{.guard = both, .user_agent = "Chancery-test/1.0"}};
  Knocker knocks{*store, asking};
  KeyRing ring{*store, knocks, strangers, instance, store.clock};
  Inbox box{*store, ring, strangers, store.clock, [] {}};
  const std::jthread continues([&](std::stop_token stop) { box.run(std::move(stop)); });
  const auto pass = [&](const json::Object& activity, const crypto::Signer& signer) {
    auto answer = std::make_shared<test::Answer>();
    box.receive(post(boost::json::serialize(activity), signer), net::Responder{answer});
    return answer->wait().status;
  };
  EXPECT_EQ(pass(passed_on, other.signer("bob")), 202);
  EXPECT_TRUE(replies(note).empty());
  EXPECT_EQ(pass(passed_on, other.signer("bob", test::kNewKey)), 401) << "who passes it on signs it";
  const ActorRule unwanted{
      .actor = other.actor("bob"), .level = RuleLevel::Block, .reason = "threats", .by = "user:anna", .at = {}};
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) { return set_actor_rule(tx, unwanted); }));
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  EXPECT_EQ(pass(passed_on, other.signer("bob")), 403) << "who passes it on is blocked, her server is not";
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) {
    lift_actor_rule(tx, unwanted.actor, "user:anna", store.clock.now());
    return Status{};
  }));
  store->read([&](store::Snapshot& snapshot) { blocks.load(snapshot); });
  passed_on.erase("signature");
  EXPECT_EQ(pass(passed_on, other.signer("bob")), 401) << "without its author's signature it is a forgery";
  ASSERT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello</p>"))), 202);
  auto gone = wrap("Delete", json::Value(peer.origin + "/notes/1"));
  gone["proof"] = json::Object{{"type", "DataIntegrityProof"}};
  EXPECT_EQ(pass(gone, other.signer("bob")), 202);
  EXPECT_EQ(replies(note).size(), 1U);
}

TEST_F(Receiving, AReplyOfFollowersOnlyIsKeptButNotPublic) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Between us</p>");
  object["to"] = peer.actor("ana") + "/followers";
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  ASSERT_EQ(replies(note).size(), 1U);
  EXPECT_EQ(replies(note)[0].visibility, activity::Visibility::Followers);
  const auto listed = get_json("/notes/" + note.id.text() + "/replies");
  EXPECT_EQ(json::integer(listed, "totalItems"), 0);
}

TEST_F(Receiving, FollowersAreKnownByTheirCollectionHoweverItsServerNamesIt) {
  const auto note = publish("Good morning");
  std::size_t kept = 0;
  for (const auto* followers : {"/users/ana/followers", "/followers/ana", "/?rest_route=/actors/1/followers"}) {
    auto object = reply_note(note, std::to_string(++kept), "<p>Between us</p>");
    object["to"] = peer.origin + followers;
    EXPECT_EQ(deliver(wrap("Create", object)), 202);
    ASSERT_EQ(replies(note).size(), kept);
    EXPECT_EQ(replies(note).back().visibility, activity::Visibility::Followers) << followers;
  }
}

TEST_F(Receiving, AnAuthorChangesAndTakesBackHerOwnWordsOnly) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Helo</p>");
  ASSERT_EQ(deliver(wrap("Create", object)), 202);
  object["content"] = "<p>Hello</p>";
  EXPECT_EQ(deliver(wrap("Update", object)), 202);
  EXPECT_EQ(replies(note).at(0).content, "<p>Hello</p>");
  EXPECT_EQ(deliver(wrap("Delete", object.at("id"), "mallory"), "mallory"), 202);
  EXPECT_EQ(replies(note).size(), 1U);
  const json::Object tombstone{{"id", object.at("id")}, {"type", "Tombstone"}};
  EXPECT_EQ(deliver(wrap("Delete", tombstone)), 202);
  EXPECT_EQ(deliver(wrap("Delete", tombstone)), 202);
  EXPECT_TRUE(replies(note).empty());
  EXPECT_EQ(count(events(), "NoteWithdrawn"), 1U);
}

TEST_F(Receiving, AChangeIsTakenOnlyWhenItIsNewer) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>First</p>");
  ASSERT_EQ(deliver(wrap("Create", object)), 202);
  const auto change = [&](const std::string& content, const char* updated) {
    object["content"] = content;
    if (updated) object["updated"] = updated;
    EXPECT_EQ(deliver(wrap("Update", object)), 202);
    return replies(note).at(0).content;
  };
  EXPECT_EQ(change("<p>Third</p>", "2026-11-22T09:20:00Z"), "<p>Third</p>");
  EXPECT_EQ(change("<p>Second</p>", "2026-11-22T09:10:00Z"), "<p>Third</p>");
  object.erase("updated");
  EXPECT_EQ(change("<p>First</p>", nullptr), "<p>Third</p>");
  EXPECT_EQ(change("<p>Third, tried again</p>", "2026-11-22T09:20:00Z"), "<p>Third, tried again</p>");
  EXPECT_EQ(change("<p>By a clock that runs ahead</p>", "2036-01-01T00:00:00Z"), "<p>By a clock that runs ahead</p>");
  store.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(change("<p>Later</p>", "2036-01-01T00:00:01Z"), "<p>Later</p>");
}

TEST_F(Receiving, WhatWasSaidToFewerIsNeverShownToMore) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Hello</p>");
  const auto address = [&](const std::string& to) {
    object["to"] = to;
    EXPECT_EQ(deliver(wrap("Update", object)), 202);
    return replies(note).at(0).visibility;
  };
  ASSERT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_EQ(address(peer.actor("ana") + "/followers"), activity::Visibility::Followers);
  EXPECT_EQ(address("https://www.w3.org/ns/activitystreams#Public"), activity::Visibility::Followers);
  EXPECT_EQ(json::integer(get_json("/notes/" + note.id.text() + "/replies"), "totalItems"), 0);
}

TEST_F(Receiving, AChangeThatLeavesNothingTakesTheNoteBack) {
  const auto note = publish("Good morning");
  auto object = reply_note(note, "1", "<p>Hello</p>");
  ASSERT_EQ(deliver(wrap("Create", object)), 202);
  object["content"] = "<script>alert(1)</script>";
  EXPECT_EQ(deliver(wrap("Update", object)), 202);
  EXPECT_EQ(deliver(wrap("Update", object)), 202);
  EXPECT_TRUE(replies(note).empty());
  EXPECT_EQ(count(events(), "NoteWithdrawn"), 1U);
}

TEST_F(Receiving, ADeleteThatOvertakesItsCreateWins) {
  const auto note = publish("Good morning");
  const auto object = reply_note(note, "1", "<p>Hello</p>");
  EXPECT_EQ(deliver(wrap("Delete", object.at("id"))), 202);
  EXPECT_EQ(deliver(wrap("Create", object)), 202);
  EXPECT_TRUE(replies(note).empty());
}

TEST_F(Receiving, ADeleteIsRememberedAsLongAsItsCreateIsTriedAgain) {
  const auto note = publish("Any questions?");
  const auto reply = wrap("Create", reply_note(note, "1", "<p>Yes</p>"));
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.origin + "/notes/1"))), 202);
  store.clock.advance(std::chrono::hours{48});
  EXPECT_EQ(deliver(reply), 202);
  EXPECT_TRUE(replies(note).empty());
}

TEST_F(Receiving, AnActorNamedAloneInAnUpdateIsFetchedAnew) {
  ASSERT_EQ(deliver(follow()), 202);
  auto changed = peer.actor_object("ana");
  changed["name"] = "Ana Banana";
  peer.put("/users/ana", 200, changed);
  EXPECT_EQ(deliver(wrap("Update", json::Value(peer.actor("ana")))), 202);
  const auto ana =
      store->read([&](store::Snapshot& snapshot) { return store::actor_by_uri(snapshot, peer.actor("ana")); });
  ASSERT_TRUE(ana);
  EXPECT_EQ(ana->name, "Ana Banana");
}

TEST_F(Receiving, AnActorThatLeavesIsForgotten) {
  const auto note = publish("Good morning");
  ASSERT_EQ(deliver(follow()), 202);
  ASSERT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello</p>"))), 202);
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("ana")))), 202);
  EXPECT_EQ(followers(), 0);
  EXPECT_TRUE(replies(note).empty());
  EXPECT_FALSE(knows(peer.actor("ana")));
  EXPECT_EQ(count(events(), "NoteWithdrawn"), 1U);
  EXPECT_EQ(count(events(), "Unfollowed"), 1U);
}

TEST_F(Receiving, AnActorItsServerCallsGoneIsForgottenAfterAsking) {
  ASSERT_EQ(deliver(follow()), 202);
  store.clock.advance(std::chrono::hours{48});  // the key is no longer fresh
  peer.put("/users/ana", 410, {});
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("ana")))), 202);
  EXPECT_EQ(followers(), 0);
}

TEST_F(Receiving, AnActorItsServerNoLongerKnowsIsForgottenWhenTheKeyWeKnewSigned) {
  ASSERT_EQ(deliver(follow()), 202);
  store.clock.advance(std::chrono::hours{48});
  peer.put("/users/ana", 404, {});
  const auto leaves = boost::json::serialize(wrap("Delete", json::Value(peer.actor("ana"))));
  EXPECT_EQ(dispatch(post(leaves, peer.signer("ana", test::kNewKey))).status, 401);
  EXPECT_EQ(followers(), 1);
  EXPECT_EQ(dispatch(post(leaves, peer.signer("ana"))).status, 202);
  EXPECT_EQ(followers(), 0);
  EXPECT_FALSE(knows(peer.actor("ana")));
}

TEST_F(Receiving, AKeyDocumentThatIsNoLongerThereSaysNothingOfItsActor) {
  const auto key = peer.origin + "/keys/ana";
  auto ana = peer.actor_object("ana");
  ana["publicKey"].as_object()["id"] = key;
  peer.put("/users/ana", 200, ana);
  peer.put("/keys/ana", 200, ana);
  const crypto::Signer former{key, test::private_key(test::kStrangersKey)};
  ASSERT_EQ(dispatch(post(boost::json::serialize(follow()), former)).status, 202);
  store.clock.advance(std::chrono::hours{48});
  peer.put("/keys/ana", 404, {});
  const auto leaves = boost::json::serialize(wrap("Delete", json::Value(peer.actor("ana"))));
  EXPECT_EQ(dispatch(post(leaves, former)).status, 401) << "she is there, with another key perhaps";
  EXPECT_EQ(followers(), 1);
}

TEST_F(Receiving, TheDeletionOfAnUnknownActorIsPassedOverWithoutAsking) {
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("nobody")), "nobody"), "nobody"), 202);
  EXPECT_TRUE(peer.fetched().empty());
}

TEST_F(Receiving, ARotatedKeyWorksAtTheSecondTry) {
  ASSERT_EQ(deliver(follow()), 202);
  peer.put("/users/ana", 200, peer.actor_object("ana", test::kNewKey));
  store.clock.advance(std::chrono::minutes{5});
  const auto undo = wrap("Undo", follow());
  EXPECT_EQ(dispatch(post(boost::json::serialize(undo), peer.signer("ana", test::kNewKey))).status, 202);
  EXPECT_EQ(followers(), 0);
}

TEST_F(Receiving, AFloodOfBadSignaturesFetchesLittle) {
  for (int i = 0; i < 5; ++i) {
    const auto body = boost::json::serialize(follow("ana", std::to_string(i)));
    EXPECT_EQ(dispatch(post(body, peer.signer("ana", test::kNewKey))).status, 401);
  }
  EXPECT_EQ(peer.fetched().size(), 1U);
}

TEST_F(Receiving, AFailedFetchIsRememberedForAMinute) {
  peer.put("/users/ana", 404, {});
  EXPECT_EQ(deliver(follow()), 401);
  EXPECT_EQ(deliver(follow()), 401);
  EXPECT_EQ(peer.fetched().size(), 1U);
  peer.put("/users/ana", 200, peer.actor_object("ana"));
  store.clock.advance(std::chrono::seconds{61});
  EXPECT_EQ(deliver(follow()), 202);
}

TEST_F(Receiving, AServerThatCannotGiveTheKeyNowIsToTryAgain) {
  for (const int trouble : {500, 503, 429}) {
    const auto name = "ana" + std::to_string(trouble);
    peer.put("/users/" + name, trouble, {});
    const auto later = dispatch(post(boost::json::serialize(follow(name)), peer.signer(name)));
    EXPECT_EQ(later.status, 503) << trouble;
    EXPECT_TRUE(later.headers.find("Retry-After").has_value()) << trouble;
    EXPECT_EQ(deliver(follow(name), name), 503) << trouble;
    EXPECT_EQ(std::ranges::count(peer.fetched(), "/users/" + name), 1) << "not asked twice at once";
    EXPECT_EQ(deliver(follow("bob", name), "bob"), 202) << "the others of that server are not held up";
    peer.put("/users/" + name, 200, peer.actor_object(name));
    store.clock.advance(std::chrono::seconds{6});
    EXPECT_EQ(deliver(follow(name), name), 202) << trouble;
  }
}

TEST_F(Receiving, AKeyInADocumentOfItsOwnMustBePointedBackTo) {
  auto ana = peer.actor_object("ana");
  const auto key_id = peer.actor("ana") + "/key";
  ana["publicKey"].as_object()["id"] = key_id;
  peer.put("/users/ana", 200, ana);
  const json::Object stub{{"id", peer.actor("ana")}, {"type", "Person"}, {"publicKey", ana.at("publicKey")}};
  peer.put("/users/ana/key", 200, stub);
  const crypto::Signer signer{key_id, test::private_key(test::kStrangersKey)};
  EXPECT_EQ(dispatch(post(boost::json::serialize(follow()), signer)).status, 202);
  EXPECT_EQ(followers(), 1);
  // Ben's document names another key: the one that claims to be his is not believed.
  const auto ben = peer.actor("ben");
  const json::Object claimed{{"id", ben + "/key"}, {"owner", ben}, {"publicKeyPem", test::test_keys(2).public_pem}};
  peer.put("/users/ben/key", 200, {{"id", ben}, {"type", "Person"}, {"publicKey", claimed}});
  const crypto::Signer liar{ben + "/key", test::private_key(test::kNewKey)};
  EXPECT_EQ(dispatch(post(boost::json::serialize(follow("ben")), liar)).status, 401);
  EXPECT_EQ(followers(), 1);
}

TEST_F(Receiving, OfSeveralKeysTheOneThatSignedIsTaken) {
  auto ana = peer.actor_object("ana");
  auto second = ana.at("publicKey").as_object();
  second["id"] = peer.actor("ana") + "#second";
  second["publicKeyPem"] = test::test_keys(test::kNewKey).public_pem;
  const json::Object other{{"id", peer.actor("ana") + "#ed25519"}, {"owner", peer.actor("ana")}};
  ana["publicKey"] = json::Array{other, ana.at("publicKey"), second};
  peer.put("/users/ana", 200, ana);
  const crypto::Signer signer{peer.actor("ana") + "#second", test::private_key(test::kNewKey)};
  EXPECT_EQ(dispatch(post(boost::json::serialize(follow()), signer)).status, 202);
  EXPECT_EQ(dispatch(post(boost::json::serialize(wrap("Undo", follow())), peer.signer("ana"))).status, 202);
  EXPECT_EQ(followers(), 0);
  const crypto::Signer liar{peer.actor("ana") + "#second", test::private_key(test::kStrangersKey)};
  EXPECT_EQ(dispatch(post(boost::json::serialize(follow("ana", "2")), liar)).status, 401);
}

TEST_F(Receiving, AFileThatCallsItselfAnActorIsNotBelieved) {
  auto forged = peer.actor_object("ana", test::kNewKey);
  const auto upload = peer.origin + "/media/upload.json";
  forged["publicKey"].as_object()["id"] = upload + "#main-key";
  peer.put("/media/upload.json", 200, forged);
  const crypto::Signer liar{upload + "#main-key", test::private_key(test::kNewKey)};
  EXPECT_EQ(refused(post(boost::json::serialize(follow()), liar)).status, 401);
  EXPECT_EQ(std::ranges::count(peer.fetched(), "/users/ana"), 1) << "Ana's own document was asked";
}

TEST_F(Receiving, AKeyThatAnotherActorClaimsIsStillItsOwners) {
  activity::Actor mallory;
  mallory.uri = "https://mallory.example/users/mallory";
  mallory.preferred_username = "mallory";
  mallory.inbox = mallory.uri + "/inbox";
  mallory.public_key_id = peer.signer("ana").key_id;
  mallory.public_key_pem = test::test_keys(test::kStrangersKey).public_pem;
  mallory.fetched_at = store.clock.now();
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::save_actor(tx, mallory);
    return {};
  }));
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(followers(), 1);
}

TEST_F(Receiving, AnActorThatCallsItselfByAnotherNameIsNotBelieved) {
  auto ana = peer.actor_object("ana");
  ana["id"] = peer.actor("eve");
  peer.put("/users/ana", 200, ana);
  EXPECT_EQ(deliver(follow()), 401);
  EXPECT_EQ(followers(), 0);
}

TEST_F(Receiving, RedirectsAreFollowedButNotForEver) {
  peer.redirect("/users/ana", "/moved/ana");
  peer.put("/moved/ana", 200, peer.actor_object("ana"));
  EXPECT_EQ(deliver(follow()), 202);
  peer.redirect("/users/bob", "/users/bob");
  EXPECT_EQ(deliver(follow("bob"), "bob"), 401);
  EXPECT_EQ(std::ranges::count(peer.fetched(), "/users/bob"), 4);
  // Nor out of the fence: a redirect is checked like any address.
  peer.redirect("/users/eve", "http://127.0.0.1:1/users/eve");
  EXPECT_EQ(deliver(follow("eve"), "eve"), 401);
}

TEST_F(Receiving, WhatIsNotSignedIsRefused) {
  const auto body = boost::json::serialize(follow());
  const auto without = [&](std::string_view name) {
    auto request = post(body, peer.signer("ana"));
    net::Headers kept;
    for (const auto& [field, value] : request.headers.all()) {
      if (field != name) kept.add(field, value);
    }
    request.headers = kept;
    return request;
  };
  for (const auto* name : {"Signature", "Date", "Digest", "Host"}) {
    EXPECT_EQ(refused(without(name)).status, 401) << name;
  }
  auto tampered = post(body, peer.signer("ana"));
  tampered.body.replace(tampered.body.find("Follow"), 6, "Create");
  EXPECT_EQ(refused(std::move(tampered)).status, 401);
  auto elsewhere = post(body, peer.signer("ana"));
  elsewhere.target = "/actors/1/inbox";
  elsewhere.path = elsewhere.target;
  EXPECT_EQ(refused(std::move(elsewhere)).status, 401);
  auto old = post(body, peer.signer("ana"));
  store.clock.advance(std::chrono::hours{13});
  EXPECT_EQ(refused(std::move(old)).status, 401);
}

TEST_F(Receiving, ARequestSignedForAnotherServerIsRefused) {
  const auto body = boost::json::serialize(follow());
  auto request = post(body, peer.signer("ana"));
  request.headers = {};
  request.headers.add("Host", "other.example");
  const auto fields =
      crypto::sign_post(peer.signer("ana"), "other.example", "/inbox", kActivityJson, body, store.clock.now());
  for (const auto& [name, value] : *fields) request.headers.add(name, value);
  EXPECT_EQ(refused(std::move(request)).status, 401);
}

TEST_F(Receiving, BodiesThatAreNoActivityAreRefused) {
  const auto status = [&](const std::string& body) { return refused(post(body, peer.signer("ana"))).status; };
  const json::Object foreign{{"type", "Follow"}, {"actor", "http://127.0.0.1:1/users/x"}};
  const json::Object number{{"type", "Follow"}, {"actor", 7}};
  const json::Object script{{"type", "Follow"}, {"actor", "javascript:alert(1)"}};
  EXPECT_EQ(status("not json"), 400);
  EXPECT_EQ(status("[]"), 400);
  EXPECT_EQ(status("{}"), 400);
  EXPECT_EQ(status(boost::json::serialize(number)), 400);
  EXPECT_EQ(status(boost::json::serialize(script)), 400);
  EXPECT_EQ(status(std::string(40, '[') + std::string(40, ']')), 400);
  EXPECT_EQ(status(std::string(1024 * 1024 + 1, ' ')), 413);
  EXPECT_EQ(status(boost::json::serialize(foreign)), 403);
}

TEST_F(Receiving, CompressedAndForeignMediaAreRefused) {
  const auto body = boost::json::serialize(follow());
  auto compressed = post(body, peer.signer("ana"));
  compressed.headers.add("Content-Encoding", "gzip");
  EXPECT_EQ(refused(std::move(compressed)).status, 415);
  auto form = post(body, peer.signer("ana"));
  form.headers.set("Content-Type", "application/x-www-form-urlencoded");
  EXPECT_EQ(refused(std::move(form)).status, 415);
}

TEST_F(Receiving, AServerOnLoopbackTalksToTheNamedPeersAlone) {
  const crypto::Signer outsider{"https://mastodon.example/users/ana#main-key", test::private_key(test::kStrangersKey)};
  EXPECT_EQ(refused(post(boost::json::serialize(follow()), outsider)).status, 403);
}

TEST_F(Receiving, WhoIsTooFastIsToldWhenToComeBack) {
  Inbox::Limits limits;
  limits.per_address_burst = 2;
  limits.per_address = 0.5;
  Inbox strict(*store, keys, peers, store.clock, {}, limits);
  const auto ask = [&] {
    auto answer = std::make_shared<test::Answer>();
    strict.receive(post("{}", peer.signer("ana")), net::Responder{answer});
    return answer->wait();
  };
  EXPECT_EQ(ask().status, 400);
  EXPECT_EQ(ask().status, 400);
  const auto third = ask();
  EXPECT_EQ(third.status, 429);
  EXPECT_EQ(third.headers.find("Retry-After"), "2");
  store.clock.advance(std::chrono::seconds{2});
  EXPECT_EQ(ask().status, 400);
}

TEST_F(Receiving, ANetworkOf64BitsIsOneSender) {
  Inbox::Limits limits;
  limits.per_address_burst = 2;
  limits.per_address = 0.5;
  Inbox strict(*store, keys, peers, store.clock, {}, limits);
  const auto ask = [&](const std::string& address) {
    auto answer = std::make_shared<test::Answer>();
    auto request = post("{}", peer.signer("ana"));
    request.peer = address;
    strict.receive(std::move(request), net::Responder{answer});
    return answer->wait().status;
  };
  EXPECT_EQ(ask("2001:db8:1:2::1"), 400);
  EXPECT_EQ(ask("2001:db8:1:2::2"), 400);
  EXPECT_EQ(ask("2001:db8:1:2:ffff::3"), 429);
  EXPECT_EQ(ask("2001:db8:1:3::1"), 400);
}

TEST_F(Receiving, AnInboxGoesOnlyWhenItsLastCommitHasTold) {
  ASSERT_EQ(deliver(follow()), 202);  // the key is known now: no worker is needed
  std::promise<void> disk;
  store->submit(
      store::Lane::Interactive,
      [slow = disk.get_future().share()](store::Transaction&) -> Status {
        slow.wait();
        return {};
      },
      [](const Status&) {});
  std::atomic<bool> told = false;
  std::optional<Inbox> last(std::in_place, *store, keys, peers, store.clock, [&] { told = true; });
  auto answer = std::make_shared<test::Answer>();
  last->receive(post(boost::json::serialize(follow("ana", "2")), peer.signer("ana")), net::Responder{answer});
  auto gone = std::async(std::launch::async, [&] { last.reset(); });
  EXPECT_EQ(gone.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  disk.set_value();
  gone.get();
  EXPECT_TRUE(told);
  EXPECT_EQ(answer->wait().status, 202);
}

TEST_F(Receiving, OneAddressCannotTakeAllPlacesToWait) {
  Inbox::Limits limits;
  limits.waiting = 4;
  limits.waiting_per_address = 2;
  std::optional<Inbox> idle(std::in_place, *store, keys, peers, store.clock, std::function<void()>{}, limits);
  const auto ask = [&](const std::string& name, const std::string& address) {
    auto answer = std::make_shared<test::Answer>();
    auto request = post(boost::json::serialize(follow(name)), peer.signer(name));
    request.peer = address;
    idle->receive(std::move(request), net::Responder{answer});
    return answer;
  };
  const std::vector waiting{ask("ana", "203.0.113.9"), ask("bob", "203.0.113.9")};
  EXPECT_EQ(ask("eve", "203.0.113.9")->wait().status, 429);
  const auto neighbour = ask("kim", "198.51.100.1");
  idle.reset();  // nobody worked through them
  for (const auto& answer : waiting) EXPECT_EQ(answer->wait().status, 503);
  EXPECT_EQ(neighbour->wait().status, 503) << "it had a place to wait";
}

TEST_F(Receiving, WhoWritesTooMuchIsSlowedButMayStillLike) {
  Inbox::Limits limits;
  limits.per_actor_burst = 2;
  Inbox strict(*store, keys, peers, store.clock, {}, limits);
  const auto worker = std::jthread([&](std::stop_token stop) { strict.run(std::move(stop)); });
  const auto give = [&](const json::Object& activity) {
    auto answer = std::make_shared<test::Answer>();
    strict.receive(post(boost::json::serialize(activity), peer.signer("ana")), net::Responder{answer});
    return answer->wait().status;
  };
  EXPECT_EQ(give(follow("ana", "1")), 202);
  EXPECT_EQ(give(follow("ana", "2")), 202);
  EXPECT_EQ(give(follow("ana", "3")), 429);
  EXPECT_EQ(give(wrap("Like", json::Value(addresses.actor(press.id)))), 202);
  store.clock.advance(std::chrono::seconds{1});
  EXPECT_EQ(give(follow("ana", "3")), 202);
}

TEST_F(Receiving, ActivitiesWeDoNotKnowAreTakenAndForgotten) {
  for (const auto* type : {"Like", "Announce", "Arrive", "Add", "Remove", "View"}) {
    EXPECT_EQ(deliver(wrap(type, json::Value(addresses.actor(press.id)))), 202) << type;
  }
  EXPECT_TRUE(events().empty());
  EXPECT_FALSE(knows(peer.actor("ana")));
}

TEST_F(Receiving, AVoteIsNoReply) {
  const auto note = publish("Good morning");
  auto vote = reply_note(note, "1", "");
  vote.erase("content");
  vote["name"] = "Yes";
  EXPECT_EQ(deliver(wrap("Create", vote)), 202);
  EXPECT_TRUE(replies(note).empty());
}

}  // namespace
}  // namespace chancery::activitypub
