#include "answer/claims.hpp"

#include "answer/internal_notes.hpp"
#include "answer/presence.hpp"
#include "answer/rows.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class ClaimsTest : public Inbox {
 protected:
  ConversationId question() { return conversation_of(asks(ana, said(press, "<p>Hello</p>"), "When do you open?")); }
};

TEST_F(ClaimsTest, OneOfficerGetsItAndTheOtherReadsWhoHasIt) {
  const auto id = question();
  const auto hers = claim(ole, id);
  ASSERT_TRUE(hers) << hers.error().detail;
  EXPECT_EQ(hers->conversation.holder, ole.id);
  EXPECT_EQ(hers->conversation.token, 1);
  const auto his = claim(amina, id);
  ASSERT_FALSE(his);
  EXPECT_EQ(his.error().code, Errc::Conflict);
  EXPECT_TRUE(his.error().hint.starts_with("Ole has had this since ")) << his.error().hint;
  EXPECT_TRUE(list(ole).empty());
  EXPECT_EQ(list(ole, {.view = InboxQuery::View::Mine}), std::vector{id});
  expect_sound();
}

TEST_F(ClaimsTest, WhoNeverLooksAgainLosesItAfterTheLease) {
  const auto id = question();
  ASSERT_TRUE(claim(ole, id));
  store.clock.advance(9min);
  EXPECT_EQ(claims->lapse(), 0U);
  store.clock.advance(1min);
  EXPECT_EQ(claims->lapse(), 1U);
  EXPECT_EQ(at(id).place, desk::Place::Queue);
  EXPECT_EQ(at(id).token, 2);
  EXPECT_EQ(kinds(id).back(), "lapsed");
  expect_sound();
}

TEST_F(ClaimsTest, ASignOfLifeRenewsAndNeverRevives) {
  const auto id = question();
  const auto hers = claim(ole, id).value();
  store.clock.advance(9min);
  EXPECT_TRUE(claims->heartbeat(id, ole.id, hers.conversation.token));
  EXPECT_FALSE(claims->heartbeat(id, amina.id, hers.conversation.token));
  store.clock.advance(9min);
  EXPECT_EQ(claims->lapse(), 0U);
  store.clock.advance(2min);
  EXPECT_FALSE(claims->heartbeat(id, ole.id, hers.conversation.token));
  EXPECT_EQ(claims->lapse(), 1U);
}

TEST_F(ClaimsTest, EachDeskSaysHowLongALeaseIs) {
  auto works = *workplaces.now();
  works.leases[front] = 2min;
  workplaces.replace(std::make_shared<const WorkedBy>(std::move(works)));
  const auto id = question();
  const auto his = claim(ole, id).value();
  EXPECT_EQ(his.left, 2min);
  store.clock.advance(1min);
  EXPECT_EQ(claims->heartbeat(id, ole.id, his.conversation.token), 2min);
  store.clock.advance(2min);
  EXPECT_EQ(claims->lapse(), 1U);
}

TEST_F(ClaimsTest, AClockThatIsSetForthFreesNothing) {
  const auto id = question();
  ASSERT_TRUE(claim(ole, id));
  store.clock.leap(48h);
  EXPECT_EQ(claims->lapse(), 0U);
  store.clock.leap(-96h);
  EXPECT_EQ(claims->lapse(), 0U);
  EXPECT_EQ(at(id).holder, ole.id);
}

TEST_F(ClaimsTest, ARestartTakesNothingAway) {
  const auto id = question();
  ASSERT_TRUE(claim(ole, id));
  store.clock.advance(9min);
  claims = std::make_unique<Claims>(*store, store.clock, workplaces);
  store.clock.advance(9min);
  EXPECT_EQ(claims->lapse(), 0U);
  EXPECT_EQ(at(id).holder, ole.id);
  store.clock.advance(2min);
  EXPECT_EQ(claims->lapse(), 1U);
}

TEST_F(ClaimsTest, AfterARestartALeaseIsAsLongAsItsDeskSays) {
  auto works = *workplaces.now();
  works.leases[front] = 30min;
  workplaces.replace(std::make_shared<const WorkedBy>(std::move(works)));
  const auto id = question();
  const auto his = claim(ole, id).value();
  claims = std::make_unique<Claims>(*store, store.clock, workplaces);
  EXPECT_EQ(claims->left(at(id)), 30min);
  store.clock.advance(20min);
  EXPECT_EQ(claims->lapse(), 0U);
  EXPECT_EQ(claims->heartbeat(id, ole.id, his.conversation.token), 30min);
}

TEST_F(ClaimsTest, ALeadTakesOverAndTheFormerHoldersTokenIsStale) {
  const auto id = question();
  const auto his = claim(ole, id).value();
  const auto refused = claim(amina, id, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::Forbidden);
  const auto hers = claim(lea, id, true);
  ASSERT_TRUE(hers) << hers.error().detail;
  EXPECT_TRUE(hers->took_over);
  const auto stale = attempt([&](store::Transaction& tx) { return check_fence(tx, id, ole, his.conversation.token); });
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().hint, "Lea has this conversation now.");
  EXPECT_TRUE(attempt([&](store::Transaction& tx) { return check_fence(tx, id, lea, hers->conversation.token); }));
  expect_sound();
}

TEST_F(ClaimsTest, WhatWasGivenByNameDoesNotLapse) {
  const auto id = question();
  ASSERT_TRUE(step(lea, [&](const Step& s) { return assign(s, id, ole.id); }));
  store.clock.advance(24h);
  EXPECT_EQ(claims->lapse(), 0U);
  EXPECT_EQ(at(id).holder, ole.id);
  EXPECT_TRUE(at(id).assigned);
  EXPECT_FALSE(claim(amina, id));
  ASSERT_TRUE(attempt([&](store::Transaction& tx) {
    return claims->release(tx, id, ole, store.clock.now(), at(id).token);
  })) << "she may give it back herself";
  expect_sound();
}

TEST_F(ClaimsTest, WhoseAccountEndsGivesAllBack) {
  const auto one = question();
  const auto other = conversation_of(asks(ben, said(press, "<p>Hi</p>"), "And you?"));
  ASSERT_TRUE(claim(ole, one));
  ASSERT_TRUE(claim(ole, other));
  run([&](store::Transaction& tx) -> Status {
    EXPECT_EQ(claims->release_all(tx, ole.id, {&admin, store.clock.now()}), 2U);
    return {};
  });
  EXPECT_EQ(list(amina).size(), 2U);
  expect_sound();
}

TEST_F(ClaimsTest, WhoMayNoLongerWorkOnItGivesItBackThoughItWasGivenByName) {
  const auto one = question();
  ASSERT_TRUE(step(lea, [&](const Step& s) { return assign(s, one, ole.id); }));
  const auto change = [&](std::span<const staff::DeskAction> actions) {
    give(ole, front, actions);
    std::size_t back = 0;
    run([&](store::Transaction& tx) -> Status {
      back = claims->release_lost(tx, ole, {&admin, store.clock.now()});
      return {};
    });
    return back;
  };
  EXPECT_EQ(change(std::array{staff::DeskAction::Read, staff::DeskAction::Work}), 0U);
  EXPECT_EQ(change(std::array{staff::DeskAction::Read}), 1U);
  EXPECT_EQ(at(one).place, desk::Place::Queue);
  expect_sound();
}

TEST_F(ClaimsTest, WhoReadsAtNoDeskIsNamedInNoConversation) {
  const auto one = question();
  ASSERT_TRUE(step(
      ole, [&](const Step& s) { return add_note(s, one, {.id = 5, .words = "See this", .mentions = {amina.id}}); }));
  const auto named = [&] {
    return store->read([&](store::Snapshot& snapshot) { return rows::is_named_in(snapshot, one, amina.id); });
  };
  EXPECT_TRUE(named());
  for (const bool last : {false, true}) {
    give(amina, last ? arabic : front, {});
    run([&](store::Transaction& tx) -> Status {
      claims->release_lost(tx, amina, {&admin, store.clock.now()});
      return {};
    });
    EXPECT_EQ(named(), !last);
  }
}

TEST(Presence, WhoReadsAndWritesIsSeenAndForgotten) {
  test::FixedClock clock;
  Presence presence(clock);
  const ConversationId id{1};
  const staff::UserId ole{2};
  const staff::UserId amina{3};
  EXPECT_TRUE(presence.put(id, ole, Doing::Reading));
  EXPECT_FALSE(presence.put(id, ole, Doing::Reading));
  EXPECT_TRUE(presence.put(id, amina, Doing::Writing));
  clock.advance(30s);
  EXPECT_TRUE(presence.put(id, ole, Doing::Writing));
  clock.advance(15s);
  ASSERT_EQ(presence.who(id).size(), 1U);
  EXPECT_EQ(presence.who(id).front().user, ole);
  EXPECT_EQ(presence.sweep(), std::vector{id});
  EXPECT_TRUE(presence.leave(id, ole));
  EXPECT_TRUE(presence.who(id).empty());
}

}  // namespace
}  // namespace chancery::answer
