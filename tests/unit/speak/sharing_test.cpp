// Posts of others that an account of ours shares or quotes: agreed on, looked at, permitted, taken back.
#include "speak/sharing.hpp"

#include "proof/history.hpp"
#include "speak/permissions.hpp"
#include "support/world.hpp"
#include "unit/speak/desk.hpp"

namespace chancery::speak {
namespace {

using activity::Consent;

class Sharing : public Desk {
 protected:
  Sharing() {
    world.say("press", "oslo", "We agree on the treaty.", 'a');
    world.say("ada", "friends", "My garden is in bloom.", 'b');
  }

  // As the API does: looked at, then drafted as it stands.
  PostBody shares(const std::string& uri) {
    const auto& note = world.notes.at(uri);
    run([&](store::Transaction& tx) -> Status {
      store::put_source(tx, note, store.clock.now());
      return {};
    });
    PostBody body;
    body.account = press;
    body.share = SharedNote{uri, note.author.uri, note.digest};
    return body;
  }
  Result<Post> submit_to_register(const staff::User& by, const Post& post) {
    return attempt([&](store::Transaction& tx) {
      return submit_post(tx, post.id, {by, store.clock.now()}, post.version, {}, known);
    });
  }
  Post agreed_share(const std::string& uri, const std::string& key = "key") {
    auto post = draft(anna, shares(uri), key).value();
    post = submit_to_register(anna, post).value();
    post = approve(ben, post).value();
    store.clock.advance(std::chrono::minutes{1});
    return post;
  }
  std::size_t send_all() { return send_due(*store, desk).value(); }
  std::optional<store::Share> share_of(const Post& post) {
    return store->read([&](store::Snapshot& snapshot) { return store::share_of_post(snapshot, post.id.value); });
  }
  Result<Permission> permit(const std::string& uri, std::optional<Timestamp> until = {}) {
    return attempt([&](store::Transaction& tx) {
      return record_permission(tx, store.ids.make<PermissionId>(), {anna, store.clock.now()},
                               {uri, {press}, "Gladly, share it.", store.clock.now(), until});
    });
  }
  Result<Ended> end(PermissionId id, bool erase) {
    return attempt(
        [&](store::Transaction& tx) { return end_permission(tx, desk, id, {anna, store.clock.now()}, erase); });
  }
  std::string last_reason(const Post& post) {
    return store->read([&](store::Snapshot& snapshot) { return steps_of(snapshot, post.id).back().reason; });
  }
  std::vector<std::string> leaves(activity::ActivityId share) {
    std::vector<std::string> kinds;
    store->read([&](store::Snapshot& snapshot) {
      for (const auto& post : proof::find_link(snapshot, addresses, addresses.activity(share)).posts) {
        for (const auto& entry : post.entries) kinds.emplace_back(proof::to_string(entry.kind));
      }
    });
    return kinds;
  }

  static constexpr const char* kOslo = "https://oslo.example/notes/1";
  static constexpr const char* kAda = "https://friends.example/notes/1";
  chancery::test::World world;
  PublicActors known = [](store::Transaction&, const activity::Actor& actor, Timestamp) {
    return actor.uri == "https://oslo.example/users/press";
  };
  const Publisher desk{.addresses = addresses, .log = log, .known = known, .sources = &world};
};

TEST_F(Sharing, LeavesOnceWithTwoPeoplesWordAndIsALeafOfTheLog) {
  const auto post = agreed_share(kOslo);
  EXPECT_EQ(send_all(), 1U);
  EXPECT_EQ(send_all(), 0U);
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
  const auto share = share_of(post).value();
  EXPECT_EQ(share.uri, kOslo);
  EXPECT_FALSE(share.undone_at);
  EXPECT_EQ(events(), std::vector<std::string>{"NoteShared"});
  EXPECT_EQ(leaves(share.id), std::vector<std::string>{"shared"});
  EXPECT_TRUE(notes().empty()) << "nothing of ours was said";
  EXPECT_EQ(change(anna, stored(post), shares(kOslo)).error().code, Errc::Conflict);
}

TEST_F(Sharing, NobodyApprovesWhatSheProposed) {
  auto post = draft(carla, shares(kOslo)).value();
  post = submit_to_register(carla, post).value();
  EXPECT_EQ(approve(carla, post).error().code, Errc::Forbidden);
}

TEST_F(Sharing, HasNoWordsOfItsOwn) {
  auto body = shares(kOslo);
  body.texts = {{"en", "Well said", {}}};
  EXPECT_EQ(draft(anna, body).error().code, Errc::Invalid);
  body = shares(kOslo);
  body.visibility = activity::Visibility::Followers;
  EXPECT_EQ(draft(anna, body).error().code, Errc::Invalid);
}

TEST_F(Sharing, WhatWasEditedSinceItWasApprovedGoesBack) {
  const auto post = agreed_share(kOslo);
  world.notes[kOslo].digest = std::string(64, 'c');
  EXPECT_EQ(send_all(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Draft);
  EXPECT_NE(last_reason(post).find("edited"), std::string::npos) << last_reason(post);
  EXPECT_TRUE(events().empty());
}

TEST_F(Sharing, WhatWasEditedSinceItWasChosenIsNotApproved) {
  auto post = draft(anna, shares(kOslo)).value();
  post = submit_to_register(anna, post).value();
  world.notes[kOslo].digest = std::string(64, 'c');
  static_cast<void>(shares(kOslo));  // looked at again, for another draft
  EXPECT_EQ(approve(ben, post).error().code, Errc::Conflict);
}

TEST_F(Sharing, WhatWasDeletedOrIsNoLongerPublicGoesBack) {
  const auto gone = agreed_share(kOslo);
  const auto kept = world.notes[kOslo];
  world.notes.erase(kOslo);
  EXPECT_EQ(send_all(), 1U);
  EXPECT_EQ(stored(gone).status, PostStatus::Draft);
  world.notes[kOslo] = kept;
  const auto narrowed = agreed_share(kOslo, "another");
  world.notes[kOslo].visibility = activity::Visibility::Followers;
  EXPECT_EQ(send_all(), 1U);
  EXPECT_EQ(stored(narrowed).status, PostStatus::Draft);
  EXPECT_NE(last_reason(narrowed).find("everybody"), std::string::npos);
}

TEST_F(Sharing, AServerThatDoesNotAnswerIsAskedAgainForAnHour) {
  const auto post = agreed_share(kOslo);
  world.silent = true;
  EXPECT_EQ(send_all(), 0U);
  EXPECT_EQ(stored(post).status, PostStatus::Approved);
  EXPECT_EQ(send_all(), 0U);
  EXPECT_EQ(world.looks, 1) << "not before a minute has passed";
  store.clock.advance(std::chrono::minutes{2});
  world.silent = false;
  EXPECT_EQ(send_all(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
}

TEST_F(Sharing, AfterAnHourOfSilenceItsWritersDecide) {
  const auto post = agreed_share(kOslo);
  world.silent = true;
  store.clock.advance(std::chrono::minutes{62});
  EXPECT_EQ(send_all(), 0U);
  EXPECT_EQ(stored(post).status, PostStatus::Draft);
}

TEST_F(Sharing, IsHeldWithEverythingElse) {
  const auto post = agreed_share(kOslo);
  ASSERT_EQ(hold(ben, "Mourning").value(), 1U);
  EXPECT_EQ(send_all(), 0U);
  EXPECT_EQ(stored(post).status, PostStatus::Held);
}

TEST_F(Sharing, TheSamePostIsSharedOnceUnderAName) {
  static_cast<void>(agreed_share(kOslo));
  const auto second = agreed_share(kOslo, "another");
  EXPECT_EQ(send_all(), 2U);
  EXPECT_EQ(std::ranges::count(events(), "NoteShared"), 1);
  EXPECT_EQ(stored(second).status, PostStatus::Draft);
}

TEST_F(Sharing, IsTakenBackByWhoMayPublishAndToldOnce) {
  const auto post = agreed_share(kOslo);
  ASSERT_EQ(send_all(), 1U);
  const auto share = share_of(post)->id;
  EXPECT_EQ(take_back_share(*store, desk, share, carla).error().code, Errc::Forbidden);
  EXPECT_EQ(take_back_share(*store, desk, activity::ActivityId{7}, ben).error().code, Errc::NotFound);
  EXPECT_TRUE(take_back_share(*store, desk, share, ben));
  EXPECT_TRUE(take_back_share(*store, desk, share, ben));
  EXPECT_EQ(events(), (std::vector<std::string>{"NoteShared", "ShareWithdrawn"}));
  EXPECT_EQ(leaves(share), (std::vector<std::string>{"shared", "unshared"}));
  EXPECT_EQ(steps(post).back(), "user:ben undo");
}

TEST_F(Sharing, APrivatePersonsPostNeedsHerPermission) {
  const auto post = draft(anna, shares(kAda)).value();
  const auto refused = submit_to_register(anna, post);
  EXPECT_EQ(refused.error().code, Errc::Forbidden);
  EXPECT_NE(refused.error().hint.find("permission"), std::string::npos) << refused.error().hint;
  EXPECT_EQ(release(anna, post, "Urgent").error().code, Errc::Forbidden) << "an emergency is none of hers";
  ASSERT_TRUE(permit(kAda));
  EXPECT_TRUE(submit_to_register(anna, post));
}

TEST_F(Sharing, APermissionIsForItsPostAndItsAccountsAlone) {
  static_cast<void>(shares(kAda));
  ASSERT_TRUE(permit(kAda));
  run([&](store::Transaction& tx) -> Status {
    EXPECT_TRUE(permission_for(tx, kAda, press, store.clock.now()));
    EXPECT_FALSE(permission_for(tx, kAda, embassy, store.clock.now()));
    EXPECT_FALSE(permission_for(tx, "https://friends.example/notes/2", press, store.clock.now()));
    return {};
  });
  EXPECT_EQ(permit("https://friends.example/notes/2").error().code, Errc::Conflict) << "nobody looked at it";
  EXPECT_EQ(permit(kAda, store.clock.now()).error().code, Errc::Invalid);
}

TEST_F(Sharing, HerWithdrawalTakesTheShareBack) {
  static_cast<void>(shares(kAda));
  const auto permission = permit(kAda).value();
  const auto post = agreed_share(kAda);
  ASSERT_EQ(send_all(), 1U);
  const auto ended = end(permission.id, false).value();
  EXPECT_EQ(ended.shares, 1U);
  EXPECT_TRUE(share_of(post)->undone_at);
  EXPECT_EQ(events(), (std::vector<std::string>{"NoteShared", "ShareWithdrawn"}));
}

TEST_F(Sharing, HerWithdrawalStopsWhatWasApproved) {
  static_cast<void>(shares(kAda));
  const auto permission = permit(kAda).value();
  const auto post = agreed_share(kAda);
  EXPECT_EQ(end(permission.id, false).value().shares, 0U);
  EXPECT_EQ(stored(post).status, PostStatus::Draft);
  EXPECT_EQ(send_all(), 0U);
}

TEST_F(Sharing, APermissionThatRanOutIsNoneWhenThePostLeaves) {
  static_cast<void>(shares(kAda));
  ASSERT_TRUE(permit(kAda, store.clock.now() + std::chrono::seconds{50}));
  const auto post = agreed_share(kAda);
  send_all();
  EXPECT_EQ(stored(post).status, PostStatus::Draft);
  EXPECT_TRUE(events().empty());
}

TEST_F(Sharing, WhatStoodOnAPermissionEndsWithIt) {
  static_cast<void>(shares(kAda));
  ASSERT_TRUE(permit(kAda, store.clock.now() + std::chrono::days{2}));
  const auto post = agreed_share(kAda);
  ASSERT_EQ(send_all(), 1U);
  store.clock.advance(std::chrono::days{2});
  send_all();
  EXPECT_TRUE(share_of(post)->undone_at);
}

TEST_F(Sharing, WhatSheWantsForgottenIsForgotten) {
  static_cast<void>(shares(kAda));
  const auto permission = permit(kAda).value();
  const auto post = agreed_share(kAda);
  ASSERT_EQ(send_all(), 1U);
  const auto share = share_of(post)->id;
  ASSERT_TRUE(end(permission.id, true));
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_FALSE(store::source_by_uri(snapshot, kAda));
    EXPECT_EQ(store::share_by_id(snapshot, share)->uri, "");
    EXPECT_EQ(post_by_id(snapshot, post.id)->body.share->uri, "");
    const auto kept = permissions_of(snapshot, press).at(0);
    EXPECT_EQ(kept.says.uri + kept.author + kept.says.answer, "");
    EXPECT_TRUE(kept.ended_at);
  });
  EXPECT_EQ(leaves(share), (std::vector<std::string>{"shared", "unshared", "erased"}));
}

TEST_F(Sharing, WhatItsAuthorRefusesIsNotShared) {
  for (const auto consent : {Consent::Refused, Consent::Asked}) {
    world.notes[kOslo].share = consent;
    const auto post = draft(anna, shares(kOslo), "key" + std::to_string(static_cast<int>(consent))).value();
    EXPECT_EQ(submit_to_register(anna, post).error().code, Errc::Invalid);
  }
}

TEST_F(Sharing, AQuoteNeedsTheSamePermission) {
  auto body = says("A lovely garden.");
  body.quote = kAda;
  const auto post = draft(anna, body).value();
  EXPECT_EQ(submit_to_register(anna, post).error().code, Errc::Conflict) << "nobody looked at it";
  static_cast<void>(shares(kAda));
  EXPECT_EQ(submit_to_register(anna, post).error().code, Errc::Forbidden);
  ASSERT_TRUE(permit(kAda));
  EXPECT_TRUE(submit_to_register(anna, post));
}

TEST_F(Sharing, AQuoteTheAuthorRefusesIsRefusedWithWordsAndOneSheDecidesOnIsAsked) {
  world.notes[kOslo].quote = Consent::Refused;
  static_cast<void>(shares(kOslo));
  auto body = says("Well said.");
  body.quote = kOslo;
  const auto post = draft(anna, body).value();
  const auto refused = submit_to_register(anna, post);
  EXPECT_EQ(refused.error().code, Errc::Invalid);
  EXPECT_NE(refused.error().hint.find("quote"), std::string::npos);
  world.notes[kOslo].quote = Consent::Asked;
  static_cast<void>(shares(kOslo));
  EXPECT_TRUE(submit_to_register(anna, post));
}

TEST_F(Sharing, WhatIsOursNeedsNobodysPermission) {
  world.notes[kAda].ours = true;
  const auto post = agreed_share(kAda);
  EXPECT_EQ(send_all(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
}

TEST_F(Sharing, WhatNothingSpeaksOfIsForgottenAfterAMonth) {
  const auto post = agreed_share(kOslo);
  static_cast<void>(shares(kAda));
  ASSERT_EQ(send_all(), 1U);
  store.clock.advance(kSourceKept + std::chrono::days{1});
  forget_sources(*store);
  store->read([&](store::Snapshot& snapshot) {
    EXPECT_TRUE(store::source_by_uri(snapshot, kOslo));
    EXPECT_FALSE(store::source_by_uri(snapshot, kAda));
  });
}

}  // namespace
}  // namespace chancery::speak
