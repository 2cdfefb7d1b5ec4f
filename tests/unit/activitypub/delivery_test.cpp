#include "activitypub/delivery.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "activitypub/delivery_lease.hpp"
#include "activitypub/followers.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using namespace std::chrono_literals;

class Delivering : public test::Federation {
 protected:
  net::Response answer(int status, const std::string& retry_after = {}) {
    auto response = net::Response::empty(status);
    if (!retry_after.empty()) response.headers.add("Retry-After", retry_after);
    return response;
  }
  // A follower whose Accept has been delivered.
  void gain_follower(const std::string& name = "ana") {
    const auto before = peer.posts();
    ASSERT_EQ(test::Federation::deliver(follow(name), name), 202);
    static_cast<void>(peer.wait_for_posts(before + 1));
  }
  DeliveryCounts counts(const activity::Note& note) {
    return store->read([&](store::Snapshot& snapshot) { return delivery_counts(snapshot, note.id); });
  }
  // Waits until the note's deliveries are as `done` wants them. The worker commits; each commit is looked at.
  template <class Done>
  DeliveryCounts wait_for(const activity::Note& note, Done done) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    auto now = counts(note);
    while (!done(now) && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
      now = counts(note);
    }
    EXPECT_TRUE(done(now)) << now.pending << " pending, " << now.delivered << " delivered, " << now.failed << " failed";
    return now;
  }
  std::vector<StuckHost> stuck() {
    return store->read([](store::Snapshot& snapshot) { return stuck_hosts(snapshot, 10); });
  }
  void wait_until_stuck(int failures) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < end) {
      const auto hosts = stuck();
      if (!hosts.empty() && hosts[0].failures >= failures) return;
      std::this_thread::yield();
    }
    FAIL() << "the host never failed " << failures << " times";
  }
  void pass(std::chrono::seconds time) {
    store.clock.advance(time);
    deliveries.nudge();
  }
  std::int64_t followers() {
    return store->read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press.id); });
  }
};

constexpr auto kDelivered = [](const DeliveryCounts& counts) { return counts.delivered == 1; };
constexpr auto kFailed = [](const DeliveryCounts& counts) { return counts.failed == 1; };

TEST_F(Delivering, AFollowIsAcceptedAtTheFollowersOwnInbox) {
  start_sending();
  gain_follower();
  const auto posts = peer.wait_for_posts(1);
  EXPECT_EQ(posts[0].target, "/users/ana/inbox");
  const auto accept = posts[0].json();
  EXPECT_EQ(json::text(accept, "type"), "Accept");
  EXPECT_EQ(json::text(accept, "actor"), addresses.actor(press.id));
  EXPECT_EQ(json::text(*json::object(accept, "object"), "id"), peer.actor("ana") + "/follows/1");
}

TEST_F(Delivering, ANoteGoesOnceToTheSharedInboxOfManyFollowersSigned) {
  start_sending();
  gain_follower("ana");
  gain_follower("ben");
  const auto note = publish("Good morning");
  plan();
  const auto posts = peer.wait_for_posts(3);
  EXPECT_EQ(posts[2].target, "/inbox");
  const crypto::SignedRequest as_signed{"POST", posts[2].target, posts[2].headers.all()};
  const auto signature = crypto::check_request(as_signed, posts[2].body, store.clock.now());
  ASSERT_TRUE(signature.has_value()) << signature.error().detail;
  EXPECT_EQ(signature->key_id, addresses.key(press.id));
  EXPECT_TRUE(crypto::verify_request(*signature, as_signed, *crypto::PublicKey::parse(press.public_key_pem)));
  const auto create = posts[2].json();
  EXPECT_EQ(json::text(create, "id"), addresses.base() + "/activities/" + note.id.text());
  EXPECT_EQ(json::text(*json::object(create, "object"), "id"), note.uri);
  wait_for(note, kDelivered);
  EXPECT_EQ(peer.posts(), 3U);
}

TEST_F(Delivering, PlanningTwiceSendsOnce) {
  start_sending();
  gain_follower();
  const auto note = publish("Good morning");
  plan();
  plan();
  wait_for(note, kDelivered);
  EXPECT_EQ(peer.posts(), 2U);
}

TEST_F(Delivering, ADeletedNoteIsDeletedWhereItWent) {
  start_sending();
  gain_follower();
  const auto note = publish("Too early");
  plan();
  wait_for(note, kDelivered);
  ASSERT_TRUE(remove(note));
  plan();
  const auto gone = peer.wait_for_posts(3)[2].json();
  EXPECT_EQ(json::text(gone, "type"), "Delete");
  EXPECT_EQ(json::text(*json::object(gone, "object"), "type"), "Tombstone");
  EXPECT_EQ(json::text(*json::object(gone, "object"), "id"), note.uri);
}

TEST_F(Delivering, FollowersHearNothingOfANoteForOnePersonNotEvenItsDeletion) {
  start_sending();
  gain_follower();
  const auto note = publish("For you alone");
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, note.id, {note.content, "en", activity::Visibility::Direct, note.published, {}});
    return {};
  }));
  plan();
  ASSERT_TRUE(remove(note));
  plan();
  const auto open = publish("For everyone");
  plan();
  wait_for(open, kDelivered);
  EXPECT_EQ(peer.posts(), 2U) << "the Accept, and what is for everyone";
}

TEST_F(Delivering, ANoteDeletedBeforeItLeftIsNeverSent) {
  start_sending();
  gain_follower();
  const auto note = publish("Too early");
  stop_sending();
  deliveries.plan_now();
  ASSERT_TRUE(remove(note));
  deliveries.plan_now();
  start_sending();
  const auto posts = peer.wait_for_posts(2);
  EXPECT_EQ(json::text(posts[1].json(), "type"), "Delete");
}

TEST_F(Delivering, AnAnswerGoesToTheStrangerItAnswersAndMentionsHer) {
  start_sending();
  const auto note = publish("Good morning");
  plan();
  ASSERT_EQ(test::Federation::deliver(wrap("Create", reply_note(note, "1", "<p>Question</p>"))), 202);
  const auto question = replies(note).at(0);
  const auto reply = publish("Answer", question.id);
  plan();
  const auto create = peer.wait_for_posts(1)[0].json();
  const auto& object = *json::object(create, "object");
  EXPECT_EQ(json::text(object, "inReplyTo"), question.uri);
  EXPECT_EQ(json::texts(object, "cc").back(), peer.actor("ana"));
  EXPECT_EQ(json::text(object.at("tag").as_array().at(0).as_object(), "name"), "@ana@" + peer.host);
}

TEST_F(Delivering, AFailureIsTriedAgainWithTheSameBytes) {
  start_sending();
  gain_follower();
  peer.answer_posts({answer(500), answer(202)});
  const auto note = publish("Good morning");
  plan();
  wait_until_stuck(1);
  EXPECT_EQ(counts(note).pending, 1);
  pass(10s);
  wait_for(note, kDelivered);
  const auto posts = peer.wait_for_posts(3);
  EXPECT_EQ(posts[1].body, posts[2].body);
  EXPECT_TRUE(stuck().empty());
}

TEST_F(Delivering, OrderIsKeptWhileTheFirstWaits) {
  start_sending();
  gain_follower();
  peer.answer_posts({answer(500)});
  const auto first = publish("First");
  plan();
  wait_until_stuck(1);
  const auto second = publish("Second");
  plan();
  EXPECT_EQ(counts(second).pending, 1);
  pass(10s);
  wait_for(second, kDelivered);
  const auto posts = peer.wait_for_posts(4);
  EXPECT_EQ(json::text(posts[2].json(), "id"), addresses.activity(activity::create_of(first.id)));
  EXPECT_EQ(json::text(posts[3].json(), "id"), addresses.activity(activity::create_of(second.id)));
}

TEST_F(Delivering, AHostThatAsksToWaitIsLeftAlone) {
  start_sending();
  gain_follower();
  peer.answer_posts({answer(429, "600")});
  const auto note = publish("Good morning");
  plan();
  wait_until_stuck(1);
  EXPECT_EQ(stuck()[0].retry_at, store.clock.now() + 600s);
  pass(599s);
  EXPECT_EQ(counts(note).pending, 1);
  EXPECT_EQ(peer.posts(), 2U);
  pass(2s);
  wait_for(note, kDelivered);
}

TEST_F(Delivering, AnAnswerIsJudgedByItsStatusHoweverMuchItSays) {
  start_sending();
  gain_follower();
  peer.answer_posts({net::Response::text(202, std::string(300'000, 'x'))});
  const auto note = publish("Good morning");
  plan();
  wait_for(note, kDelivered);
}

TEST_F(Delivering, ARefusalIsFinal) {
  start_sending();
  gain_follower();
  for (const int status : {400, 404, 422}) {
    peer.answer_posts({answer(status)});
    const auto note = publish("Good morning " + std::to_string(status));
    plan();
    wait_for(note, kFailed);
  }
  EXPECT_EQ(followers(), 1);
}

TEST_F(Delivering, WhoCouldNotAskUsForOurKeyIsToldAgainLater) {
  start_sending();
  gain_follower();
  for (const int status : {401, 403}) {
    peer.answer_posts({answer(status), answer(status)});  // the second knock too
    const auto note = publish("Good morning " + std::to_string(status));
    plan();
    wait_for(note, [&](const DeliveryCounts& counts) {
      pass(1s);
      return kDelivered(counts);
    });
  }
}

TEST_F(Delivering, AnInboxThatIsGoneLosesItsFollowers) {
  start_sending();
  gain_follower("ana");
  gain_follower("ben");
  peer.answer_posts({answer(410)});
  const auto note = publish("Good morning");
  plan();
  wait_for(note, kFailed);
  EXPECT_EQ(followers(), 0);
  EXPECT_EQ(std::ranges::count(events(), "Unfollowed"), 2);
}

TEST_F(Delivering, AfterThreeDaysItIsGivenUp) {
  start_sending();
  gain_follower();
  peer.answer_posts({answer(500), answer(500)});
  const auto note = publish("Good morning");
  plan();
  wait_until_stuck(1);
  pass(std::chrono::hours{73});
  wait_for(note, kFailed);
}

TEST_F(Delivering, ManyPostsForManyInboxesAllArriveEachInItsOrder) {
  constexpr std::size_t kPeople = 30;
  constexpr std::size_t kNotes = 6;
  for (std::size_t i = 0; i < kPeople; ++i) {
    const auto name = "p" + std::to_string(i);
    auto actor = peer.actor_object(name);
    actor.erase("endpoints");
    peer.put("/users/" + name, 200, actor);
    ASSERT_EQ(test::Federation::deliver(follow(name), name), 202);
  }
  start_sending();
  static_cast<void>(peer.wait_for_posts(kPeople));
  std::vector<activity::Note> notes;
  for (std::size_t i = 0; i < kNotes; ++i) notes.push_back(publish("Number " + std::to_string(i)));
  plan();
  for (const auto& note : notes) {
    wait_for(note, [](const DeliveryCounts& counts) { return counts.delivered == kPeople; });
  }
  const auto posts = peer.wait_for_posts(kPeople * (kNotes + 1));
  EXPECT_EQ(posts.size(), kPeople * (kNotes + 1)) << "each once";
  for (std::size_t i = kPeople; i < posts.size(); ++i) {
    const auto& note = notes[i / kPeople - 1];
    EXPECT_EQ(json::text(posts[i].json(), "id"), addresses.activity(activity::create_of(note.id))) << i;
  }
}

TEST_F(Delivering, WhatWasUnderWayWhenWeDiedIsSentAgainUnderTheSameId) {
  ASSERT_EQ(test::Federation::deliver(follow()), 202);
  const auto note = publish("Good morning");
  deliveries.plan_now();
  // Leased and never settled: as after kill -9.
  const auto leased = store->read(
      [&](store::Snapshot& snapshot) { return lease_deliveries(snapshot, store.clock.now(), {}, {}).due.size(); });
  EXPECT_EQ(leased, 1U);
  start_sending();
  wait_for(note, kDelivered);
  const auto posts = peer.wait_for_posts(2);
  EXPECT_EQ(json::text(posts[1].json(), "id"), addresses.activity(activity::create_of(note.id)));
}

}  // namespace
}  // namespace chancery::activitypub
