#include "speak/posts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "desk.hpp"
#include "speak/late_posts.hpp"
#include "speak/note_history.hpp"
#include "speak/pictures.hpp"
#include "staff/audit.hpp"
#include "store/profiles.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

using namespace std::chrono_literals;

TEST_F(Desk, APostLeavesWhenASecondPersonHasApprovedAndTheGraceIsOver) {
  auto post = draft(anna, says("The consulate opens on Monday.")).value();
  EXPECT_EQ(post.status, PostStatus::Draft);
  post = submit(anna, post).value();
  EXPECT_EQ(post.status, PostStatus::Submitted);
  EXPECT_EQ(post.approvals_needed, 1);
  EXPECT_EQ(send(), 0U);
  post = approve(ben, post).value();
  EXPECT_EQ(post.status, PostStatus::Approved);
  EXPECT_EQ(post.leaves_at, store.clock.now() + 30s);
  EXPECT_EQ(send(), 0U) << "within the grace";
  store.clock.advance(30s);
  EXPECT_EQ(send(), 1U);
  ASSERT_EQ(notes().size(), 1U);
  EXPECT_NE(notes().front().content.find("opens on Monday"), std::string::npos);
  EXPECT_EQ(events(), std::vector<std::string>{"NotePublished"});
  EXPECT_EQ(steps(post),
            (std::vector<std::string>{"user:anna draft", "user:anna submit", "user:ben approve", "sender send"}));
}

TEST_F(Desk, ADraftSavedAgainAndAgainIsOneEntryOfTheAuditLog) {
  const auto entries = [&] {
    return store->read([](store::Snapshot& snapshot) { return staff::audit_head(snapshot).sequence; });
  };
  auto post = draft(anna, says("O")).value();
  const auto before = entries();
  for (const auto* text : {"On", "One", "One t", "One two"}) post = change(anna, post, says(text)).value();
  EXPECT_EQ(entries(), before + 1);
  EXPECT_EQ(steps(post).size(), 5U) << "the post's own record keeps them all";
  post = submit(anna, post).value();
  const auto submitted = entries();
  post = change(anna, post, says("Another version")).value();
  EXPECT_EQ(entries(), submitted + 1) << "what voids an approval is always told";
}

TEST_F(Desk, NobodyApprovesWhatSheWrote) {
  auto post = submit(anna, draft(anna, says("Hello")).value()).value();
  EXPECT_EQ(approve(anna, post).error().code, Errc::Forbidden) << "she has no such right";
  post = change(carla, post, says("Hello all")).value();
  post = submit(carla, post).value();
  const auto own = approve(carla, post);
  ASSERT_FALSE(own.has_value());
  EXPECT_EQ(own.error().code, Errc::Forbidden);
  EXPECT_NE(own.error().hint.find("second person"), std::string::npos);
  EXPECT_EQ(approve(ben, post).value().status, PostStatus::Approved);
}

TEST_F(Desk, WhoeverWroteAnEarlierVersionIsItsWriterStill) {
  auto post = draft(carla, says("Carla's words")).value();
  post = submit(carla, post).value();
  post = change(anna, post, says("Anna's correction")).value();
  post = submit(anna, post).value();
  EXPECT_EQ(approve(carla, post).error().code, Errc::Forbidden);
}

TEST_F(Desk, ApprovalIsOfWhatWasRead) {
  auto post = submit(anna, draft(anna, says("One")).value()).value();
  auto other = post;
  other.digest = digest_of(says("Two"));
  EXPECT_EQ(approve(ben, other).error().code, Errc::Conflict);
  const auto changed = change(anna, post, says("Two")).value();
  EXPECT_EQ(approve(ben, post).error().code, Errc::Conflict) << "another version took its place";
  EXPECT_EQ(stored(post).approvals.size(), 0U);
  EXPECT_EQ(changed.status, PostStatus::Draft);
}

TEST_F(Desk, TwoPeopleInOneDraftDoNotWriteOverEachOther) {
  const auto read = draft(anna, says("One")).value();
  ASSERT_TRUE(change(carla, read, says("Carla's words")).has_value());
  const auto late = attempt([&](store::Transaction& tx) {
    return change_post(tx, read.id, {anna, store.clock.now()}, read.version, says("Two"), read.digest);
  });
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, Errc::Conflict);
}

TEST_F(Desk, TheDigestCoversTextMediaAccountAndAudience) {
  const auto body = says("One");
  std::vector<PostBody> others(7, body);
  others[0].texts[0].markdown = "Two";
  others[1].texts[0].warning = "Blood";
  others[2].pictures = {{.media = MediaId{1}, .sha256 = "aa"}};
  others[3].account = embassy;
  others[4].visibility = activity::Visibility::Followers;
  others[5].policy.quote = activity::Permitted::Nobody;
  others[6].hand = Hand::Herself;
  for (const auto& other : others) EXPECT_NE(digest_of(other), digest_of(body));
  EXPECT_EQ(digest_of(says("One")), digest_of(body));
}

TEST_F(Desk, AChangeVoidsTheApproval) {
  auto post = agreed("One");
  post = change(anna, post, says("Two")).value();
  EXPECT_EQ(post.status, PostStatus::Draft);
  EXPECT_EQ(post.version, 2);
  EXPECT_TRUE(post.approvals.empty());
  store.clock.advance(1h);
  EXPECT_EQ(send(), 0U);
}

TEST_F(Desk, PressingTwiceDraftsApprovesAndSendsOnce) {
  const auto first = draft(anna, says("Once")).value();
  const auto again = draft(anna, says("Once")).value();
  EXPECT_EQ(first.id, again.id);
  auto post = submit(anna, first).value();
  EXPECT_EQ(submit(anna, first).error().code, Errc::Conflict);
  post = approve(ben, post).value();
  EXPECT_EQ(approve(ben, post).value().approvals.size(), 1U);
  store.clock.advance(1h);
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(send(), 0U);
  store.reopen();
  store.clock.advance(-2h);
  EXPECT_EQ(send(), 0U);
  EXPECT_EQ(notes().size(), 1U);
}

TEST_F(Desk, CautionsAskForMorePeople) {
  auto post = draft(anna, says("Free Mr Example at once!")).value();
  post = submit(anna, post, {.more_approvals = 1, .cautions = R"([{"kind":"demand"}])"}).value();
  EXPECT_EQ(post.approvals_needed, 2);
  post = approve(ben, post).value();
  EXPECT_EQ(post.status, PostStatus::Submitted);
  post = approve(carla, post).value();
  EXPECT_EQ(post.status, PostStatus::Approved);
}

TEST_F(Desk, AStricterRuleBindsWhatWaitsAndNotWhatIsApproved) {
  const auto left_to_go = agreed("Agreed by one", "1");
  auto post = submit(anna, draft(anna, says("Waits"), "2").value()).value();
  const auto demand = submit(anna, draft(anna, says("Free Mr Example!"), "3").value(),
                             {.more_approvals = 1, .cautions = {}, .digest = {}, .cards = {}})
                          .value();
  set({.approvals = 2, .grace = 0s});
  EXPECT_EQ(stored(post).approvals_needed, 2);
  EXPECT_EQ(stored(post).approvals_asked, 1);
  EXPECT_EQ(stored(demand).approvals_needed, 3) << "what the checks asked for comes on top";
  post = approve(ben, post).value();
  EXPECT_EQ(post.status, PostStatus::Submitted);
  set({.approvals = 1, .grace = 0s});
  EXPECT_EQ(stored(post).approvals_needed, 2) << "once one agreed under the stricter rule";
  EXPECT_EQ(stored(demand).approvals_needed, 2);
  post = approve(carla, post).value();
  EXPECT_EQ(post.status, PostStatus::Approved);
  EXPECT_EQ(post.approvals_needed, 2);
  EXPECT_EQ(stored(post).approvals_asked, 1);
  EXPECT_EQ(stored(left_to_go).status, PostStatus::Approved);
  EXPECT_EQ(stored(left_to_go).approvals_needed, 1);
}

TEST_F(Desk, ALowerRuleLeavesWhatWaitsAsItWasSubmitted) {
  set({.approvals = 2, .grace = 0s});
  auto post = submit(anna, draft(anna, says("Waits")).value()).value();
  set({.approvals = 1, .grace = 0s});
  post = approve(ben, post).value();
  EXPECT_EQ(post.status, PostStatus::Submitted);
  EXPECT_EQ(post.approvals_needed, 2);
  EXPECT_EQ(approve(carla, post).value().status, PostStatus::Approved);
}

TEST_F(Desk, WhatIsSentStaysAmongWhatWasSentWhileItIsChanged) {
  auto post = agreed("Said");
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  const auto change = attempt([&](store::Transaction& tx) {
    return change_post(tx, post.id, {anna, store.clock.now()}, post.version, says("Said better"));
  });
  ASSERT_TRUE(change) << change.error().detail;
  const auto listed = [&](PostStatus status) {
    return store
        ->read([&](store::Snapshot& snapshot) {
          return posts(snapshot, {.account = {}, .statuses = {status}, .before = {}});
        })
        .size();
  };
  EXPECT_EQ(listed(PostStatus::Sent), 1U);
  EXPECT_EQ(listed(PostStatus::Draft), 1U);
  EXPECT_EQ(listed(PostStatus::Approved), 0U);
}

TEST_F(Desk, AnAccountWithoutARuleOfItsOwnNeedsTwoPairsOfEyes) {
  set({.approvals = 0, .grace = 0s});
  const auto alone = submit(anna, draft(anna, says("Road works")).value()).value();
  EXPECT_EQ(alone.status, PostStatus::Approved);
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(store->read([&](store::Snapshot& snapshot) { return rule_of(snapshot, embassy); }).approvals, 1);
}

TEST_F(Desk, AScheduledPostWaitsForItsTimeThroughARestart) {
  auto post = agreed("Good morning");
  const auto at = store.clock.now() + 24h;
  post = schedule(anna, post, at).value();
  EXPECT_EQ(post.leaves_at, at);
  store.clock.advance(23h);
  EXPECT_EQ(send(), 0U);
  store.reopen();
  store.clock.advance(1h);
  EXPECT_EQ(send(), 1U);
}

TEST_F(Desk, ATimeThatPassedBeforeApprovalIsAskedForAgain) {
  auto post = submit(anna, schedule(anna, draft(anna, says("Hi")).value(), store.clock.now() + 1h).value()).value();
  store.clock.advance(2h);
  EXPECT_EQ(approve(ben, post).error().code, Errc::Conflict);
  EXPECT_EQ(schedule(anna, post, store.clock.now() - 1h).error().code, Errc::Invalid);
  post = schedule(anna, post, std::nullopt).value();
  EXPECT_TRUE(approve(ben, post).has_value());
}

TEST_F(Desk, AChangeOfWhatWasSentIsApprovedToo) {
  auto post = agreed("The consulate opens on Munday.");
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  post = stored(post);
  post = change(carla, post, says("The consulate opens on Monday.")).value();
  EXPECT_EQ(post.status, PostStatus::Draft);
  post = submit(carla, post).value();
  EXPECT_NE(notes().front().content.find("Munday"), std::string::npos) << "what was sent stands until then";
  post = approve(ben, post).value();
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  EXPECT_NE(notes().front().content.find("Monday"), std::string::npos);
  EXPECT_EQ(events(), (std::vector<std::string>{"NotePublished", "NoteEdited"}));
  const auto history = store->read([&](store::Snapshot& snapshot) { return note_history(snapshot, post.note); });
  ASSERT_EQ(history.size(), 2U);
  EXPECT_NE(history[0].content.find("Munday"), std::string::npos);
  EXPECT_NE(history[1].content.find("Monday"), std::string::npos);
}

TEST_F(Desk, AChangeGivenUpLeavesWhatWasSent) {
  auto post = agreed("As sent");
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  post = change(anna, stored(post), says("Another idea")).value();
  post = attempt([&](store::Transaction& tx) {
           return withdraw_post(tx, post.id, {anna, store.clock.now()}, "");
         }).value();
  EXPECT_EQ(post.status, PostStatus::Sent);
  EXPECT_EQ(post.body, says("As sent"));
  EXPECT_EQ(send(), 0U);
}

TEST_F(Desk, AnAnswerToWhatIsGoneGoesBackToItsWriters) {
  auto parent = agreed("Ask us", "parent");
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  auto body = says("An answer");
  body.in_reply_to = stored(parent).note;
  auto post = approve(ben, submit(anna, draft(anna, body, "answer").value()).value()).value();
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, body.in_reply_to);
    return {};
  });
  store.clock.advance(1h);
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Draft);
  EXPECT_EQ(steps(post).back(), "sender return");
  EXPECT_TRUE(notes().empty());
}

TEST_F(Desk, AnAnswerIsCorrectedAfterWhatItAnswersIsGone) {
  const auto parent = agreed("Ask us", "parent");
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  auto body = says("The port is opne.");
  body.in_reply_to = stored(parent).note;
  auto post = approve(ben, submit(anna, draft(anna, body, "answer").value()).value()).value();
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  const auto said =
      store->read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, stored(post).note); });
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, body.in_reply_to);
    return {};
  });
  body.texts[0].markdown = "The port is open.";
  post = approve(ben, submit(anna, change(anna, stored(post), body).value()).value()).value();
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  EXPECT_EQ(stored(post).status, PostStatus::Sent);
  const auto now =
      store->read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, stored(post).note); });
  EXPECT_NE(now->content.find("is open"), std::string::npos);
  EXPECT_EQ(now->in_reply_to, said->in_reply_to);
}

TEST_F(Desk, AnEditIsAsPublicAsWhatWasSent) {
  const auto parent = agreed("Ask us", "parent");
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  const auto asked =
      *store->read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, stored(parent).note); });
  auto body = says("The port is opne.");
  body.in_reply_to = asked.id;
  auto post = approve(ben, submit(anna, draft(anna, body, "answer").value()).value()).value();
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  run([&](store::Transaction& tx) -> Status {
    store::rewrite_note(
        tx, asked.id, {asked.content, asked.language, activity::Visibility::Followers, store.clock.now(), asked.parts});
    return {};
  });
  body.texts[0].markdown = "The port is open.";
  post = approve(ben, submit(anna, change(anna, stored(post), body).value()).value()).value();
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  const auto note =
      store->read([&](store::Snapshot& snapshot) { return store::note_by_id(snapshot, stored(post).note); });
  EXPECT_EQ(note->visibility, activity::Visibility::Public);
  EXPECT_NE(note->content.find("is open"), std::string::npos);
}

TEST_F(Desk, PeersReadTheDescriptionInTheNotesOwnLanguage) {
  auto body = says("The new embassy");
  body.pictures = {{.media = upload('a'), .alt = {{"fr", "Une maison blanche"}, {"en", "A white house"}}}};
  ASSERT_TRUE(approve(ben, submit(anna, draft(anna, body).value()).value()).has_value());
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  EXPECT_EQ(notes().front().parts.attachments.at(0).alt.front(), (activity::Wording{"en", "A white house"}));
}

TEST_F(Desk, APictureWithoutWordsIsADraftOnly) {
  auto body = says("The new embassy");
  body.pictures = {{.media = upload('a'), .alt = {{"fr", "La nouvelle ambassade"}}}};
  auto post = draft(anna, body).value();
  const auto refused = submit(anna, post);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().hint.find("pictures.0.alt"), std::string::npos) << refused.error().hint;
  body.pictures[0].alt.push_back({"en", "A white house under palms"});
  EXPECT_TRUE(submit(anna, change(anna, post, body).value()).has_value());
}

TEST_F(Desk, AnApprovalIsOfThePictureItself) {
  auto body = says("The new embassy");
  body.pictures = {{.media = upload('a'), .sha256 = "what the browser says", .alt = {{"en", "A white house"}}}};
  const auto post = approve(ben, submit(anna, draft(anna, body).value()).value()).value();
  EXPECT_EQ(post.body.pictures[0].sha256, std::string(64, 'a'));
  store.clock.advance(1h);
  ASSERT_EQ(send(), 1U);
  const auto attachment = notes().front().parts.attachments.at(0);
  EXPECT_EQ(attachment.url, "https://mfa.example/media/" + std::string(64, 'a') + ".webp");
  EXPECT_EQ(attachment.alt, (std::vector<activity::Wording>{{"en", "A white house"}}));
  body.pictures[0].media = MediaId{42};
  EXPECT_EQ(draft(anna, body, "other").error().hint, "pictures.0.media: there is no such picture");
}

TEST_F(Desk, PicturesNoPostUsesAreTakenAwayInTheEnd) {
  const auto used = upload('a');
  const auto unused = upload('c');
  auto body = says("The new embassy");
  body.pictures = {{.media = used}};
  ASSERT_TRUE(draft(anna, body).has_value());
  const auto taken = attempt([&](store::Transaction& tx) -> Result<std::vector<Picture>> {
    return take_unused_pictures(tx, store.clock.now() + 1s, 10);
  });
  ASSERT_EQ(taken->size(), 1U);
  EXPECT_EQ(taken->front().id, unused);
  const auto in_use = [&](std::string_view file) {
    return attempt([&](store::Transaction& tx) -> Result<bool> { return file_in_use(tx, file); }).value();
  };
  EXPECT_TRUE(in_use(std::string(64, 'a') + ".webp"));
  EXPECT_FALSE(in_use(std::string(64, 'c') + ".webp"));
}

TEST_F(Desk, OneNoteSpeaksSeveralLanguages) {
  set({.approvals = 0, .grace = 0s});
  auto body = says("The port is open. #PortSelm");
  body.texts[0].warning = "Port";
  body.texts.push_back({"fr", "Le port est ouvert. #PortSelm", "Le port"});
  ASSERT_TRUE(submit(anna, draft(anna, body).value()).has_value());
  ASSERT_EQ(send(), 1U);
  const auto note = notes().front();
  EXPECT_EQ(note.language, "en");
  EXPECT_EQ(note.parts.summary, "Port");
  EXPECT_TRUE(note.parts.sensitive);
  ASSERT_EQ(note.parts.translations.size(), 1U);
  EXPECT_EQ(note.parts.translations[0].language, "fr");
  EXPECT_EQ(note.parts.summary_translations, (std::vector<activity::Wording>{{"fr", "Le port"}}));
  EXPECT_EQ(note.parts.hashtags, std::vector<std::string>{"PortSelm"});
}

TEST_F(Desk, APostThatBreaksARuleNamesTheField) {
  const auto refused = [&](auto spoil, const char* field) {
    auto body = says("Hello");
    spoil(body);
    const auto post = draft(anna, body, field);
    ASSERT_FALSE(post.has_value()) << field;
    EXPECT_EQ(post.error().code, Errc::Invalid) << field;
    EXPECT_TRUE(post.error().hint.starts_with(field)) << post.error().hint;
  };
  refused([](PostBody& body) { body.texts.clear(); }, "texts");
  refused([](PostBody& body) { body.texts[0].markdown = " \n"; }, "texts.0.markdown");
  refused([](PostBody& body) { body.texts.push_back(body.texts[0]); }, "texts.1.language");
  refused([](PostBody& body) { body.pictures.resize(5); }, "pictures");
  refused([](PostBody& body) { body.poll = PostPoll{.options = {"Yes"}}; }, "poll.options");
  refused([](PostBody& body) { body.poll = PostPoll{.options = {"Yes", "Yes"}}; }, "poll.options.1");
  refused([](PostBody& body) { body.poll = PostPoll{.options = {"Yes", "No"}, .open_for = 1min}; }, "poll.open_for");
  refused(
      [](PostBody& body) {
        body.poll = PostPoll{.options = {"Yes", "No"}};
        body.pictures.resize(1);
      },
      "poll");
}

TEST_F(Desk, WithoutARightOnTheAccountNothingIsDone) {
  EXPECT_EQ(draft(ben, says("Hi")).error().code, Errc::Forbidden);
  auto elsewhere = says("Hi");
  elsewhere.account = embassy;
  EXPECT_EQ(draft(anna, elsewhere).error().code, Errc::Forbidden);
  EXPECT_EQ(draft(admin, says("Hi")).error().code, Errc::Forbidden) << "administering is not speaking";
  const auto by_ben = attempt(
      [&](store::Transaction& tx) { return grant(tx, {ben.id, press, AccountRight::Write}, ben, store.clock.now()); });
  EXPECT_EQ(by_ben.error().code, Errc::Forbidden);
}

TEST_F(Desk, APostThatShouldHaveLeftIsSeen) {
  agreed("Late");
  const auto stuck = [&] {
    return store->read([&](store::Snapshot& snapshot) { return stuck_posts(snapshot, store.clock.now()); }).size();
  };
  EXPECT_EQ(stuck(), 0U);
  store.clock.advance(5min);
  EXPECT_EQ(stuck(), 1U);
  send();
  EXPECT_EQ(stuck(), 0U);
}

// What the program cannot send itself is passed over: what else is due leaves, and the trouble is told.
TEST_F(Desk, APostThatCannotBeReadStopsNoOther) {
  const auto broken = agreed("Damaged", "1");
  run([&](store::Transaction& tx) -> Status {
    store::connection(tx).query("UPDATE post_version SET body = '{' WHERE post = ?").bind(broken.id).run();
    return {};
  });
  store.clock.advance(1min);
  const auto sound = agreed("Sound", "2");
  store.clock.advance(1min);
  EXPECT_EQ(send(), 1U);
  EXPECT_EQ(stored(sound).status, PostStatus::Sent);
  EXPECT_EQ(send_due(*store, publisher).error().code, Errc::Internal) << "told while it stands";
  store.clock.advance(2min);
  const auto late = store->read([&](store::Snapshot& snapshot) { return late_posts(snapshot, store.clock.now()); });
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].id, broken.id);
  EXPECT_EQ(late[0].account, press);
  const auto later = schedule(anna, agreed("Later", "3"), store.clock.now() + 5min).value();
  const auto next = [&] {
    return store->read([&](store::Snapshot& snapshot) { return next_departure_after(snapshot, store.clock.now()); });
  };
  EXPECT_EQ(next(), later.leaves_at) << "and hides no later departure";
}

TEST(LeapGuard, AClockThatLeapsAheadIsNotBelievedForAMinute) {
  LeapGuard guard;
  const Timestamp noon{std::chrono::hours{500'000}};
  const std::chrono::steady_clock::time_point start{};
  EXPECT_TRUE(guard.trusts(noon, start));
  EXPECT_TRUE(guard.trusts(noon + 5min, start + 5min));
  EXPECT_FALSE(guard.trusts(noon + 24h, start + 6min)) << "a day in a minute";
  EXPECT_FALSE(guard.trusts(noon + 24h + 30s, start + 6min + 30s));
  EXPECT_TRUE(guard.trusts(noon + 24h + 1min, start + 7min));
  EXPECT_TRUE(guard.trusts(noon + 6min, start + 8min)) << "set back: nothing leaves too early";
}

TEST_F(Desk, AnAccountThatMovedSaysNothingNewAndMayMendWhatItSaid) {
  const auto said = agreed("Hello", "first");
  store.clock.advance(30s);
  ASSERT_EQ(send(), 1U);
  const auto waiting = agreed("Tomorrow", "second");
  const auto begun = draft(anna, says("Never"), "third").value();
  ASSERT_TRUE(store->write_now([&](store::Transaction& tx) -> Status {
    auto profile = store::profile_of(tx, press);
    profile.moved_to = "https://elsewhere.example/users/press";
    store::put_profile(tx, press, profile);
    return {};
  }));
  const auto refused = draft(anna, says("Again"), "fourth");
  EXPECT_EQ(refused.error().code, Errc::Conflict);
  EXPECT_NE(refused.error().hint.find("elsewhere.example"), std::string::npos);
  EXPECT_EQ(submit(anna, begun).error().code, Errc::Conflict);
  store.clock.advance(30s);
  static_cast<void>(send());
  EXPECT_EQ(notes().size(), 1U) << "what was approved before is given back";
  EXPECT_EQ(stored(waiting).status, PostStatus::Draft);
  const auto mended = change(anna, stored(said), says("Hello, all")).value();
  EXPECT_EQ(submit(anna, mended).value().status, PostStatus::Submitted);
}

TEST_F(Desk, AChangeOfWhatLeftAtItsTimeAsksForNoOther) {
  auto post = agreed("Tomorrow at nine");
  post = schedule(anna, post, store.clock.now() + std::chrono::hours{1}).value();
  store.clock.advance(std::chrono::hours{1});
  ASSERT_EQ(send(), 1U);
  store.clock.advance(std::chrono::hours{1});
  auto changed = change(anna, stored(post), says("Tomorrow at ten")).value();
  EXPECT_FALSE(changed.scheduled);
  EXPECT_EQ(changed.zone, "");
  const auto submitted = submit(anna, changed);
  ASSERT_TRUE(submitted) << submitted.error().hint;
  EXPECT_TRUE(approve(ben, submitted.value()));
}

}  // namespace
}  // namespace chancery::speak
