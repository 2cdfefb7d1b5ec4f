// What is no longer needed goes: who left, and what was settled long ago.
#include <gtest/gtest.h>

#include <thread>

#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "store/sql.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

class Forgetting : public test::Federation {
 protected:
  std::int64_t rows(std::string_view sql) {
    return store->read([&](store::Snapshot& snapshot) {
      auto query = store::connection(snapshot).query(sql);
      EXPECT_TRUE(query.step());
      return query.integer(0);
    });
  }
  std::int64_t accepts() { return rows("SELECT COUNT(*) FROM activity WHERE kind = 'accept'"); }
  std::int64_t waiting() { return rows("SELECT COUNT(*) FROM delivery WHERE state = 0"); }
  std::int64_t traces_of_ana() {
    return rows("SELECT COUNT(*) FROM delivery_inbox WHERE uri LIKE '%/users/ana%'") +
           rows("SELECT COUNT(*) FROM activity WHERE follower LIKE '%/users/ana%' OR follow LIKE '%/users/ana%'");
  }
  DeliveryCounts counts(const activity::Note& note) {
    return store->read([&](store::Snapshot& snapshot) { return delivery_counts(snapshot, note.id); });
  }
  // Sends all there is and waits until it is settled.
  void send() {
    plan();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (waiting() > 0 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    ASSERT_EQ(waiting(), 0);
  }
};

TEST_F(Forgetting, WhoUnfollowsIsNamedNowhereInTheQueue) {
  ASSERT_EQ(deliver(follow()), 202);
  EXPECT_EQ(deliver(follow()), 202);
  EXPECT_EQ(accepts(), 1) << "the newer Follow's Accept takes the place of the older one's";
  ASSERT_EQ(deliver(follow("bob"), "bob"), 202);
  EXPECT_EQ(deliver(wrap("Undo", follow())), 202);
  EXPECT_EQ(traces_of_ana(), 0);
  EXPECT_EQ(accepts(), 1) << "Bob still follows";
}

TEST_F(Forgetting, WhoIsGoneIsNamedNowhereInTheQueueButStillCounted) {
  auto ana = peer.actor_object("ana");
  ana.erase("endpoints");
  peer.put("/users/ana", 200, ana);
  start_sending();
  const auto note = publish("Good morning");
  ASSERT_EQ(deliver(wrap("Create", reply_note(note, "1", "<p>Hello</p>"))), 202);
  ASSERT_EQ(deliver(follow()), 202);
  const auto answer = publish("Thank you", replies(note).at(0).id);
  send();
  EXPECT_EQ(counts(answer).delivered, 1);
  stop_sending();
  const auto unsent = publish("One more");
  plan();
  EXPECT_GT(traces_of_ana(), 0);
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("ana")))), 202);
  EXPECT_EQ(traces_of_ana(), 0);
  EXPECT_EQ(waiting(), 0) << "nothing more is sent to her";
  EXPECT_EQ(counts(answer).delivered, 1);
  EXPECT_EQ(counts(unsent).delivered, 0);
}

TEST_F(Forgetting, AServersOnlyInboxStaysWhenOneOfItsPeopleLeaves) {
  for (const std::string name : {"ana", "bob"}) {
    auto actor = peer.actor_object(name);
    actor.erase("endpoints");
    actor["inbox"] = peer.origin + "/inbox";
    peer.put("/users/" + name, 200, actor);
    ASSERT_EQ(deliver(follow(name), name), 202);
  }
  publish("Good morning");
  plan();
  EXPECT_EQ(deliver(wrap("Delete", json::Value(peer.actor("ana")))), 202);
  EXPECT_EQ(waiting(), 2) << "Bob's Accept, and the note";
}

TEST_F(Forgetting, OldDeliveriesGoAndTheirCountsStay) {
  start_sending();
  ASSERT_EQ(deliver(follow()), 202);
  send();
  const auto reached = publish("Good morning");
  send();
  peer.answer_posts({net::Response::empty(404)});
  const auto refused = publish("Good evening");
  send();
  stop_sending();
  store.clock.advance(std::chrono::hours{24 * 13});
  const auto young = publish("Good night");
  plan();
  ASSERT_TRUE(prune(*store, store.clock.now()));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM delivery"), 4) << "too young to go";

  store.clock.advance(std::chrono::hours{24 * 2});
  ASSERT_TRUE(prune(*store, store.clock.now()));
  ASSERT_TRUE(prune(*store, store.clock.now())) << "again changes nothing";
  EXPECT_EQ(rows("SELECT COUNT(*) FROM delivery"), 1) << "what waits stays";
  EXPECT_EQ(rows("SELECT COUNT(*) FROM received_activity"), 0);
  EXPECT_EQ(accepts(), 0);
  EXPECT_EQ(counts(reached).delivered, 1);
  EXPECT_EQ(counts(reached).failed, 0);
  EXPECT_EQ(counts(refused).failed, 1);
  EXPECT_EQ(counts(young).pending, 1);
}

TEST_F(Forgetting, ANoteDeletedLongAfterIsDeletedWhereItWent) {
  start_sending();
  ASSERT_EQ(deliver(follow()), 202);
  send();
  const auto note = publish("Good morning");
  send();
  ASSERT_EQ(deliver(wrap("Undo", follow())), 202);
  store.clock.advance(std::chrono::hours{24 * 15});
  ASSERT_TRUE(prune(*store, store.clock.now()));
  const auto never_sent = publish("Nobody follows");
  ASSERT_TRUE(remove(never_sent));
  ASSERT_TRUE(remove(note));
  send();
  const auto posts = peer.wait_for_posts(3);
  ASSERT_EQ(posts.size(), 3U) << "Accept, Create and one Delete";
  EXPECT_EQ(posts[2].target, "/inbox");
  EXPECT_EQ(json::text(posts[2].json(), "type"), "Delete");
}

}  // namespace
}  // namespace chancery::activitypub
