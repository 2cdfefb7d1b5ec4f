#include "activitypub/actions.hpp"

#include <gtest/gtest.h>

#include "activity/events.hpp"
#include "activitypub/follow_requests.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "federation.hpp"
#include "store/profiles.hpp"

namespace chancery::activitypub {
namespace {

class Acts : public test::Federation {
 protected:
  Acts() { start_sending(); }

  // A stranger as fetched.
  activity::Actor stranger(const std::string& name) {
    activity::Actor actor;
    actor.uri = peer.actor(name);
    actor.preferred_username = name;
    actor.inbox = peer.actor(name) + "/inbox";
    actor.shared_inbox = peer.origin + "/inbox";
    return actor;
  }
  template <class Do>
  void act(Do&& what) {
    const auto done = store->write_now([&](store::Transaction& tx) -> Status {
      const Acting acting{press.id, addresses, store.ids, store.clock.now()};
      return what(tx, acting);
    });
    EXPECT_TRUE(done.has_value());
    plan();
  }
  // What the peer got, of one type.
  std::vector<json::Object> got(std::size_t count, std::string_view type) {
    std::vector<json::Object> found;
    for (const auto& post : peer.wait_for_posts(count)) {
      if (json::text(post.json(), "type") == type) found.push_back(post.json());
    }
    return found;
  }
  json::Object last(std::size_t count) { return peer.wait_for_posts(count).back().json(); }
};

TEST_F(Acts, AFollowIsAskedOnceAndTakenBackByItsId) {
  for (int i = 0; i < 2; ++i) {
    act([&](auto& tx, const Acting& acting) -> Status {
      follow_actor(tx, acting, stranger("oslo"));
      return {};
    });
  }
  const auto follow = last(1);
  EXPECT_EQ(json::text(follow, "type"), "Follow");
  EXPECT_EQ(json::text(follow, "actor"), addresses.actor(press.id));
  EXPECT_EQ(json::text(follow, "object"), peer.actor("oslo"));
  for (int i = 0; i < 2; ++i) {
    act([&](auto& tx, const Acting& acting) -> Status {
      unfollow(tx, acting, peer.actor("oslo"));
      return {};
    });
  }
  const auto undo = last(2);
  EXPECT_EQ(json::text(undo, "type"), "Undo");
  EXPECT_EQ(json::text(*json::object(undo, "object"), "id"), json::text(follow, "id"));
  EXPECT_EQ(peer.posts(), 2U);
}

TEST_F(Acts, ABlockEndsTheFollowBothWays) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  static_cast<void>(peer.wait_for_posts(1));
  act([&](auto& tx, const Acting& acting) -> Status {
    block_actor(tx, acting, stranger("ana"));
    return {};
  });
  EXPECT_EQ(json::text(last(2), "type"), "Block");
  EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return count_followers(snapshot, press.id); }), 0);
  act([&](auto& tx, const Acting& acting) -> Status {
    undo_block(tx, acting, stranger("ana"));
    return {};
  });
  EXPECT_EQ(json::text(*json::object(last(3), "object"), "type"), "Block");
}

TEST_F(Acts, AFollowerCanBeTakenOffTheList) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  static_cast<void>(peer.wait_for_posts(1));
  act([&](auto& tx, const Acting& acting) -> Status {
    remove_follower(tx, acting, peer.actor("ana"));
    return {};
  });
  const auto reject = last(2);
  EXPECT_EQ(json::text(reject, "type"), "Reject");
  EXPECT_EQ(json::text(*json::object(reject, "object"), "id"), json::text(follow("ana"), "id"));
}

TEST_F(Acts, AMoveNeedsTheOtherToAgree) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  static_cast<void>(peer.wait_for_posts(1));
  const auto target = peer.actor("press");
  const auto refused = store->write_now([&](store::Transaction& tx) -> Status {
    return move_account(tx, {press.id, addresses, store.ids, store.clock.now()}, {target, {}});
  });
  EXPECT_EQ(refused.error().code, Errc::Invalid);
  act([&](auto& tx, const Acting& acting) { return move_account(tx, acting, {target, {addresses.actor(press.id)}}); });
  const auto moves = got(3, "Move");
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(json::text(moves[0], "object"), addresses.actor(press.id));
  EXPECT_EQ(json::text(moves[0], "target"), target);
  EXPECT_EQ(got(3, "Update").size(), 1U);
  EXPECT_EQ(json::text(get_json("/actors/" + press.id.text()), "movedTo"), target);
  act([&](auto& tx, const Acting& acting) -> Status {
    undo_move(tx, acting);
    return {};
  });
  EXPECT_EQ(got(4, "Update").size(), 2U) << "it goes on here, and says so";
  EXPECT_FALSE(get_json("/actors/" + press.id.text()).contains("movedTo"));
}

TEST_F(Acts, AComplaintComesFromTheServerNotFromAnAccount) {
  act([&](auto& tx, const Acting& acting) -> Status {
    flag(tx, acting, stranger("troll"), {{peer.origin + "/notes/1"}, "Threatens our staff"});
    return {};
  });
  const auto post = peer.wait_for_posts(1).back();
  const auto complaint = post.json();
  EXPECT_EQ(post.target, "/inbox");
  EXPECT_EQ(json::text(complaint, "type"), "Flag");
  EXPECT_EQ(json::text(complaint, "actor"), addresses.instance_actor());
  EXPECT_EQ(json::texts(complaint, "object"),
            (std::vector<std::string>{peer.actor("troll"), peer.origin + "/notes/1"}));
  EXPECT_EQ(json::text(complaint, "content"), "Threatens our staff");
  EXPECT_NE(post.headers.find("Signature").value_or("").find(addresses.instance_key()), std::string::npos);
  const auto id = json::text_or_empty(complaint, "id");
  EXPECT_EQ(get(id.substr(addresses.base().size())).status, 404) << "for her server alone";
}

TEST_F(Acts, AnEditIsToldAsAnUpdateOfTheSameNote) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  const auto note = publish("Consular hours");
  plan();
  static_cast<void>(peer.wait_for_posts(2));
  store.clock.advance(std::chrono::minutes{1});
  act([&](auto& tx, const Acting&) -> Status {
    store::rewrite_note(tx, note.id, {"<p>Consular hours, changed</p>", "en", note.visibility, store.clock.now(), {}});
    store::append_event(tx, activity::events::kNoteEdited,
                        {{"note", note.id.value}, {"account", press.id.value}, {"version", 2}});
    return {};
  });
  const auto update = last(3);
  EXPECT_EQ(json::text(update, "type"), "Update");
  const auto& object = *json::object(update, "object");
  EXPECT_EQ(json::text(object, "id"), note.uri);
  EXPECT_EQ(json::text(object, "content"), "<p>Consular hours, changed</p>");
  EXPECT_TRUE(object.contains("updated"));
}

TEST_F(Acts, AProfileAndItsPinsAreToldAndServed) {
  ASSERT_EQ(deliver(follow("ana")), 202);
  const auto note = publish("Read this first");
  plan();
  static_cast<void>(peer.wait_for_posts(2));
  act([&](auto& tx, const Acting& acting) -> Status {
    activity::Profile profile;
    profile.fields = {{"Web", "https://mfa.example"}, {"Post", "<Box> 12"}};
    profile.avatar = {"http://127.0.0.1:8080/media/a.webp", "image/webp", "The seal"};
    profile.also_known_as = {"https://old.example/users/press"};
    profile.languages = {"en", "fr"};
    store::put_profile(tx, press.id, profile);
    store::append_event(tx, activity::events::kAccountChanged, {{"account", press.id.value}});
    store::add_pin(tx, press.id, note.id, acting.now);
    store::append_event(tx, activity::events::kNotePinned, {{"note", note.id.value}, {"account", press.id.value}});
    return {};
  });
  const auto update = got(4, "Update").at(0);
  const auto& actor = *json::object(update, "object");
  const auto fields = json::objects(actor, "attachment");
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(json::text(*fields[0], "type"), "PropertyValue");
  EXPECT_EQ(json::text(*fields[0], "value"),
            "<a href=\"https://mfa.example\" rel=\"me nofollow noopener noreferrer\" target=\"_blank\">"
            "https://mfa.example</a>");
  EXPECT_EQ(json::text(*fields[1], "value"), "&lt;Box&gt; 12");
  EXPECT_EQ(json::text(*json::object(actor, "icon"), "name"), "The seal");
  EXPECT_EQ(json::texts(actor, "alsoKnownAs").size(), 1U);
  EXPECT_EQ(json::texts(actor, "knowsLanguage"), (std::vector<std::string>{"en", "fr"}));
  const auto add = got(4, "Add").at(0);
  EXPECT_EQ(json::text(add, "object"), note.uri);
  EXPECT_EQ(json::text(add, "target"), addresses.featured(press.id));
  const auto featured = get_json("/actors/" + press.id.text() + "/featured");
  EXPECT_EQ(json::texts(featured, "orderedItems"), std::vector<std::string>{note.uri});
}

}  // namespace
}  // namespace chancery::activitypub
