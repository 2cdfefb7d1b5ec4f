#include "activitypub/note_finder.hpp"

#include "activity/events.hpp"
#include "activitypub/following.hpp"
#include "store/shares.hpp"
#include "unit/activitypub/federation.hpp"

namespace chancery::activitypub {
namespace {

using activity::Consent;

class Sources : public test::Federation {
 protected:
  json::Object note(const std::string& words) const {
    return {{"id", peer.origin + "/notes/9"},
            {"type", "Note"},
            {"attributedTo", peer.actor("oslo")},
            {"to", "https://www.w3.org/ns/activitystreams#Public"},
            {"cc", json::Array{json::Value(peer.actor("oslo") + "/followers")}},
            {"content", words},
            {"url", peer.origin + "/@oslo/9"},
            {"published", "2026-11-22T09:00:00Z"}};
  }
  void serve(const json::Object& object) { peer.put("/notes/9", 200, object); }
  Result<activity::SourceNote> look() { return notes.look(peer.origin + "/notes/9", press.id); }
  static json::Object allowing(json::Object object, const char* what, json::Object rule) {
    object["interactionPolicy"] = json::Object{{what, std::move(rule)}};
    return object;
  }
  // As speak shares it.
  activity::ActivityId share() {
    const auto source = look().value();
    const store::Share share{.id = store.ids.make<activity::ActivityId>(),
                             .account = press.id,
                             .post = 1,
                             .uri = source.uri,
                             .author = source.author.uri,
                             .digest = source.digest,
                             .at = store.clock.now(),
                             .undone_at = {}};
    write([&](store::Transaction& tx) {
      store::put_source(tx, source, store.clock.now());
      static_cast<void>(store::save_actor(tx, source.author));
      store::insert_share(tx, share);
      store::append_event(tx, activity::events::kNoteShared, {{"share", share.id.value}, {"account", press.id.value}});
    });
    return share.id;
  }
  void take_back(activity::ActivityId id) {
    write([&](store::Transaction& tx) {
      store::undo_share(tx, id, store.clock.now());
      store::erase_share(tx, id);
      store::append_event(tx, activity::events::kShareWithdrawn, {{"share", id.value}, {"account", press.id.value}});
    });
  }
  template <class Do>
  void write(Do what) {
    ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
      what(tx);
      return {};
    }));
  }
  std::vector<json::Object> got(std::size_t count, std::string_view type) {
    std::vector<json::Object> found;
    for (const auto& post : peer.wait_for_posts(count)) {
      if (json::text(post.json(), "type") == type) found.push_back(post.json());
    }
    return found;
  }
  std::optional<activity::SourceNote> kept() {
    return store->read(
        [&](store::Snapshot& snapshot) { return store::source_by_uri(snapshot, peer.origin + "/notes/9"); });
  }

  ActorFinder actors{client, keys, peers, store.clock};
  NoteFinder notes{*store, keys, actors, peers, store.clock};
};

TEST_F(Sources, APostIsReadWithItsAuthorAndMadeSafe) {
  serve(note("<p>We agree.<script>alert(1)</script></p>"));
  const auto source = look().value();
  EXPECT_EQ(source.uri, peer.origin + "/notes/9");
  EXPECT_EQ(source.author.uri, peer.actor("oslo"));
  EXPECT_EQ(source.author.inbox, peer.actor("oslo") + "/inbox");
  EXPECT_EQ(source.content.find("script"), std::string::npos) << source.content;
  EXPECT_EQ(source.visibility, activity::Visibility::Public);
  EXPECT_EQ(source.share, Consent::Unsaid);
  EXPECT_FALSE(source.ours);
}

TEST_F(Sources, ThePageOfAPostLeadsToIt) {
  serve(note("<p>We agree.</p>"));
  peer.put("/@oslo/9", 200, note("<p>What a page shows is not believed</p>"));
  const auto source = notes.look(peer.origin + "/@oslo/9", press.id).value();
  EXPECT_EQ(source.uri, peer.origin + "/notes/9");
  EXPECT_NE(source.content.find("We agree"), std::string::npos);
}

TEST_F(Sources, AnotherWordIsAnotherDigestAndAnotherVoteIsNot) {
  serve(note("<p>We agree.</p>"));
  const auto before = look()->digest;
  EXPECT_EQ(look()->digest, before);
  serve(note("<p>We disagree.</p>"));
  EXPECT_NE(look()->digest, before);
  auto poll = note("<p>Which?</p>");
  const auto option = [](const char* name, int votes) {
    return json::Object{{"name", name}, {"replies", json::Object{{"totalItems", votes}}}};
  };
  poll["type"] = "Question";
  poll["oneOf"] = json::Array{option("one", 1), option("two", 2)};
  serve(poll);
  const auto asked = look()->digest;
  poll["oneOf"] = json::Array{option("one", 7), option("two", 2)};
  serve(poll);
  EXPECT_EQ(look()->digest, asked);
}

TEST_F(Sources, ThePolicyTellsWhatWeMayDo) {
  const auto us = std::vector<std::string>{"https://mfa.example/actors/1"};
  const auto says = [&](json::Object rule) {
    return consent_in(allowing({}, "canAnnounce", std::move(rule)), "canAnnounce", us);
  };
  const json::Array everybody{"https://www.w3.org/ns/activitystreams#Public"};
  EXPECT_EQ(consent_in({}, "canAnnounce", us), Consent::Unsaid);
  EXPECT_EQ(says({{"automaticApproval", everybody}}), Consent::Given);
  EXPECT_EQ(says({{"automaticApproval", "as:Public"}}), Consent::Given);
  EXPECT_EQ(says({{"automaticApproval", us.front()}}), Consent::Given);
  EXPECT_EQ(says({{"always", everybody}}), Consent::Given) << "the former name";
  EXPECT_EQ(says({{"automaticApproval", "https://oslo.example/users/press"}, {"manualApproval", everybody}}),
            Consent::Asked);
  EXPECT_EQ(says({{"automaticApproval", "https://oslo.example/users/press"}}), Consent::Refused);
  EXPECT_EQ(says({}), Consent::Refused);
}

TEST_F(Sources, WhomAnAccountFollowsMaySpeakToHerFollowers) {
  const auto rule = json::Object{{"automaticApproval", peer.actor("oslo") + "/followers"}};
  serve(allowing(note("<p>We agree.</p>"), "canAnnounce", rule));
  EXPECT_EQ(look()->share, Consent::Refused);
  write([&](store::Transaction& tx) {
    save_following(tx, {press.id,
                        peer.actor("oslo"),
                        peer.actor("oslo") + "/inbox",
                        activity::ActivityId{7},
                        FollowState::Accepted,
                        {},
                        store.clock.now()});
  });
  EXPECT_EQ(look()->share, Consent::Given);
}

TEST_F(Sources, WhatIsGoneForgedOrBlockedIsNotFound) {
  EXPECT_EQ(look().error().code, Errc::NotFound) << "404";
  peer.put("/notes/9", 410, {});
  EXPECT_EQ(look().error().code, Errc::Gone);
  peer.put("/notes/9", 503, {});
  EXPECT_EQ(look().error().code, Errc::Unavailable);
  auto forged = note("<p>Not hers</p>");
  forged["attributedTo"] = "https://elsewhere.example/users/ana";
  serve(forged);
  EXPECT_FALSE(look());
  EXPECT_EQ(notes.look("https://elsewhere.example/notes/1", press.id).error().code, Errc::Refused);
}

TEST_F(Sources, WhatIsOursIsReadFromHere) {
  const auto said = publish("Good morning");
  const auto source = notes.look(said.uri, press.id).value();
  EXPECT_TRUE(source.ours);
  EXPECT_EQ(source.author.uri, addresses.actor(press.id));
  EXPECT_EQ(notes.look(addresses.note(activity::NoteId{7}), press.id).error().code, Errc::NotFound);
}

TEST_F(Sources, WhatIsSharedReachesFollowersAndAuthorAndCanBeTakenBack) {
  start_sending();
  ASSERT_EQ(deliver(follow("ana")), 202);
  static_cast<void>(peer.wait_for_posts(1));
  serve(note("<p>We agree.</p>"));
  const auto id = share();
  plan();
  const auto shared = got(3, "Announce");
  ASSERT_EQ(shared.size(), 2U) << "the followers' inbox and the author's own";
  EXPECT_EQ(json::text(shared[0], "id"), addresses.activity(id));
  EXPECT_EQ(json::text(shared[0], "object"), peer.origin + "/notes/9");
  EXPECT_EQ(json::texts(shared[0], "cc").at(0), peer.actor("oslo"));
  EXPECT_EQ(json::text(get_json("/activities/" + id.text()), "type"), "Announce");
  take_back(id);
  plan();
  const auto undone = got(5, "Undo");
  ASSERT_EQ(undone.size(), 2U) << "told although it was erased here";
  EXPECT_EQ(json::text(*json::object(undone[0], "object"), "id"), addresses.activity(id));
  EXPECT_EQ(get("/activities/" + id.text()).status, 404);
}

TEST_F(Sources, WhatNobodyHeardOfIsNotUndone) {
  serve(note("<p>We agree.</p>"));
  take_back(share());
  plan();
  EXPECT_EQ(peer.posts(), 0U);
}

TEST_F(Sources, TheOutboxTellsWhatWasSaidAndSharedInOrder) {
  const auto first = publish("First");
  serve(note("<p>We agree.</p>"));
  store.clock.advance(std::chrono::seconds{1});
  const auto second = share();
  store.clock.advance(std::chrono::seconds{1});
  const auto third = publish("Third");
  const auto outbox = "/actors/" + press.id.text() + "/outbox";
  EXPECT_EQ(json::integer(get_json(outbox), "totalItems"), 3);
  const auto page = get_json(outbox + "?page=1");
  const auto items = json::objects(page, "orderedItems");
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(json::text(*items[0], "id"), addresses.activity(activity::create_of(third.id)));
  EXPECT_EQ(json::text(*items[1], "id"), addresses.activity(second));
  EXPECT_EQ(json::text(*items[1], "type"), "Announce");
  EXPECT_EQ(json::text(*items[2], "id"), addresses.activity(activity::create_of(first.id)));
  EXPECT_FALSE(page.contains("next"));
  const auto rest = get_json(outbox + "?before=" + second.text());
  EXPECT_EQ(json::objects(rest, "orderedItems").size(), 1U);
}

TEST_F(Sources, WhatItsAuthorChangesOrTakesBackIsShownNoLonger) {
  serve(note("<p>We agree.</p>"));
  static_cast<void>(share());
  ASSERT_TRUE(kept());
  EXPECT_EQ(deliver(wrap("Update", note("<p>We agree.</p>"), "oslo"), "oslo"), 202);
  EXPECT_NE(kept()->content, "") << "nothing changed";
  EXPECT_EQ(deliver(wrap("Update", note("<p>We never agreed.</p>"), "oslo"), "oslo"), 202);
  EXPECT_EQ(kept()->content, "");
  EXPECT_EQ(
      deliver(wrap("Delete", json::Object{{"id", peer.origin + "/notes/9"}, {"type", "Tombstone"}}, "oslo"), "oslo"),
      202);
  EXPECT_FALSE(kept());
}

}  // namespace
}  // namespace chancery::activitypub
