#include "answer/floods.hpp"

#include "answer/chains.hpp"
#include "answer/notices.hpp"
#include "answer/private_links.hpp"
#include "answer/workload.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

constexpr const char* kSame = "Why does the consulate in Juba not answer the telephone since Monday morning?";

class Floods : public Inbox {
 protected:
  void SetUp() override {
    ours = said(press, "<p>Hello</p>");
    first = asks(ana, ours, kSame);
    second = asks(ben, ours, std::string(kSame) + " Please say!");
    id = store.ids.make<FloodId>();
  }
  std::vector<Similar> near(const staff::User& by) {
    const auto reader = eyes(by);
    const auto c = at(conversation_of(first));
    return store->read([&](store::Snapshot& s) { return similar_to(s, c, reader, store.clock.now()); });
  }
  void make() {
    ASSERT_TRUE(step(ole, [&](const Step& s) { return make_flood(s, id, conversation_of(first)); }));
    const auto all = near(ole);
    ASSERT_TRUE(step(ole, [&](const Step& s) { return add_members(s, id, all); }));
    ASSERT_TRUE(step(ole, [&](const Step& s) { return bind_flood(s, id, 77); }));
  }
  // One copy, as the sender does it.
  bool leaves(const activity::Note& parent) {
    const auto works = workplaces.now();
    bool left = false;
    run([&](store::Transaction& tx) -> Status {
      const Leaving leaving{.post = 77, .version = 1, .digest = "d", .account = press, .parent = parent.id, .note = {}};
      if (!may_leave(tx, works->workplace(), leaving, store.clock.now())) return {};
      activity::Note note;
      note.id = store.ids.make<activity::NoteId>();
      note.uri = addresses.note(note.id);
      note.account = press;
      note.attributed_to = addresses.actor(press);
      note.content = "<p>The line is mended.</p>";
      note.language = "en";
      note.in_reply_to = parent.uri;
      if (auto inserted = store::insert_note(tx, note); !inserted) return inserted;
      has_left(tx, works->workplace(), leaving, note, store.clock.now());
      left = true;
      return {};
    });
    return left;
  }
  FloodState state() {
    return store->read([&](store::Snapshot& s) { return flood_by_id(s, id).value().state; });
  }
  activity::Note ours, first, second;
  FloodId id;
};

TEST_F(Floods, WhatIsNearlyTheSameIsFoundAndNothingElse) {
  const auto other =
      asks(ben, said(press, "<p>More</p>"), "Will the minister speak at the climate conference in the spring?");
  const auto found = near(ole);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found.front().conversation, conversation_of(other));
  EXPECT_EQ(found.front().conversation, conversation_of(second));
  EXPECT_GT(found.front().similarity, 0.7);
  ASSERT_TRUE(claim(amina, conversation_of(second)));
  EXPECT_TRUE(near(ole).empty()) << "a colleague has it";
  store.clock.advance(25h);
  EXPECT_TRUE(near(amina).empty()) << "it is too old";
}

TEST_F(Floods, OneAnswerReachesEachAndClosesIt) {
  make();
  EXPECT_TRUE(at(conversation_of(second)).assigned) << "it does not lapse while he writes";
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  EXPECT_TRUE(leaves(first));
  EXPECT_EQ(state(), FloodState::Sending);
  EXPECT_TRUE(leaves(second));
  EXPECT_EQ(state(), FloodState::Sent);
  for (const auto& note : {first, second}) {
    EXPECT_EQ(at(conversation_of(note)).outcome, desk::Outcome::Answered);
  }
  EXPECT_FALSE(leaves(first)) << "nobody gets it twice";
  expect_sound();
}

TEST_F(Floods, WhoSaidMoreMeanwhileIsAnsweredAndStaysOpen) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  writes(ben, press, {.content = "I have been arrested", .answers = second.uri});
  drain();
  EXPECT_TRUE(leaves(first));
  EXPECT_TRUE(leaves(second));
  EXPECT_EQ(at(conversation_of(first)).outcome, desk::Outcome::Answered);
  EXPECT_EQ(at(conversation_of(second)).holder, ole.id);
  const auto told = store->read([&](store::Snapshot& s) { return notices_of(s, ole.id); });
  ASSERT_EQ(told.size(), 2U) << "when he wrote, and when the answer left";
  EXPECT_EQ(told.front().kind, NoticeKind::SaidMore);
  EXPECT_EQ(told.front().conversation, conversation_of(second));
  expect_sound();
}

TEST_F(Floods, WhatWasMergedIntoOneMeanwhileIsNotClosedWithIt) {
  store.clock.advance(-1h);
  const auto earlier = asks(ben, said(press, "<p>More</p>"), "What does a passport cost?");
  store.clock.advance(1h);
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  const auto into = conversation_of(second);
  ASSERT_TRUE(step(lea, [&](const Step& s) { return merge(s, conversation_of(earlier), into, "the same person"); }));
  EXPECT_TRUE(leaves(second));
  EXPECT_EQ(at(into).holder, ole.id) << "nobody has said what a passport costs";
  const auto told = store->read([&](store::Snapshot& s) { return notices_of(s, ole.id); });
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.front().kind, NoticeKind::SaidMore);
  expect_sound();
}

TEST_F(Floods, WhoIsInOneIsNotMergedAway) {
  make();
  const auto other = conversation_of(asks(ben, said(press, "<p>More</p>"), "What does a passport cost?"));
  const auto refused =
      step(lea, [&](const Step& s) { return merge(s, conversation_of(second), other, "the same person"); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::Conflict);
  EXPECT_NE(refused.error().hint.find("leave it out"), std::string::npos) << refused.error().hint;
  expect_sound();
}

TEST_F(Floods, WhatChangedHandsIsTakenForAnother) {
  make();
  const auto there = conversation_of(second);
  const auto taken = claim(lea, there, true);
  ASSERT_TRUE(taken);
  ASSERT_TRUE(attempt([&](store::Transaction& tx) {
    return claims->release(tx, there, lea, store.clock.now(), taken->conversation.token);
  }));
  const auto another = store.ids.make<FloodId>();
  const auto made = step(amina, [&](const Step& s) { return make_flood(s, another, there); });
  ASSERT_TRUE(made) << made.error().hint;
  ASSERT_TRUE(step(ole, [&](const Step& s) { return leave_out(s, id, conversation_of(first)); }));
  EXPECT_FALSE(step(ole, [&](const Step& s) { return leave_out(s, id, there); })) << "it is none of his";
  EXPECT_FALSE(leaves(second));
  EXPECT_EQ(at(there).holder, amina.id);
  expect_sound();
}

TEST_F(Floods, WhereNothingIsToBeAnsweredNothingIsTaken) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  ASSERT_TRUE(leaves(first));
  ASSERT_TRUE(leaves(second));
  const auto more = writes(ben, press, {.content = "And on Sunday?", .answers = second.uri});
  drain();
  run([&](store::Transaction& tx) -> Status {
    store::bury_note(tx, more.id);
    return {};
  });
  tell(activity::events::kNoteWithdrawn, {{"note", more.id.value}, {"actor", ben.id.value}});
  const auto answered = conversation_of(second);
  ASSERT_EQ(at(answered).place, desk::Place::Queue);
  const auto third = asks(ana, said(press, "<p>More</p>"), std::string(kSame) + " Again?");
  const auto other = store.ids.make<FloodId>();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return make_flood(s, other, conversation_of(third)); }));
  std::size_t added = 1;
  ASSERT_TRUE(step(ole, [&](const Step& s) -> Status {
    const std::vector<Similar> one{{answered, second.id, 0.9}};
    const auto done = add_members(s, other, one);
    if (!done) return fail(done.error());
    added = *done;
    return {};
  }));
  EXPECT_EQ(added, 0U);
  EXPECT_EQ(at(answered).place, desk::Place::Queue) << "it stays where it lies";
  expect_sound();
}

TEST_F(Floods, WhoChangedHerWordsMeanwhileIsLeftOut) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  store.clock.advance(1min);
  run([&](store::Transaction& tx) -> Status {
    store::rewrite_note(tx, second.id,
                        {"<p>Never mind</p>", "en", activity::Visibility::Public, store.clock.now(), {}});
    return {};
  });
  tell(activity::events::kNoteChanged, {{"note", second.id.value}, {"actor", ben.id.value}});
  EXPECT_FALSE(leaves(second));
  EXPECT_TRUE(leaves(first));
  EXPECT_EQ(at(conversation_of(second)).holder, ole.id);
  expect_sound();
}

TEST_F(Floods, WhoIsInOneIsNotAnsweredAloneAsWell) {
  make();
  const auto bind = [&](const staff::User& by) {
    const auto c = at(conversation_of(second));
    return attempt([&](store::Transaction& tx) {
      return bind_reply(tx, workplaces.now()->workplace(),
                        {.post = 90, .conversation = c.id, .token = c.token, .parent = second.id},
                        {&by, store.clock.now()});
    });
  };
  const auto refused = bind(ole);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().hint.find("many others"), std::string::npos) << refused.error().hint;
  ASSERT_TRUE(claim(lea, conversation_of(second), true));
  EXPECT_TRUE(bind(lea)) << "the copy does not leave any more";
}

TEST_F(Floods, WhatTheSenderGivesBackIsWrittenOn) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  run([&](store::Transaction& tx) -> Status {
    went_back(tx, workplaces.now()->workplace(), 77, "this account went on elsewhere", store.clock.now());
    return {};
  });
  EXPECT_EQ(state(), FloodState::Open);
  EXPECT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
}

TEST_F(Floods, WhoChangedHandsMeanwhileIsLeftOutAndTheRestGoes) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  ASSERT_TRUE(claim(lea, conversation_of(second), true));
  EXPECT_FALSE(leaves(second));
  EXPECT_TRUE(leaves(first));
  EXPECT_EQ(state(), FloodState::Sent);
  EXPECT_EQ(at(conversation_of(second)).holder, lea.id);
  expect_sound();
}

TEST_F(Floods, ItIsOverAlsoWhenTheLastOfThemWillNotLeaveAnyMore) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  ASSERT_TRUE(claim(lea, conversation_of(second), true));
  EXPECT_TRUE(leaves(first));
  EXPECT_EQ(state(), FloodState::Sending);
  EXPECT_FALSE(leaves(second));
  EXPECT_EQ(state(), FloodState::Sent);
}

TEST_F(Floods, WhatSheHasByALeaseBecomesHersByName) {
  const auto claimed = claim(ole, conversation_of(first));
  ASSERT_TRUE(claimed);
  make();
  const auto c = at(conversation_of(first));
  EXPECT_EQ(c.holder, ole.id);
  EXPECT_TRUE(c.assigned);
  EXPECT_GT(c.token, claimed->conversation.token);
  store.clock.advance(1h);
  EXPECT_EQ(claims->lapse(), 0U);
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  EXPECT_TRUE(leaves(first));
  expect_sound();
}

TEST_F(Floods, NothingPassesByAChainOfClearance) {
  const auto chain_at = [&](std::int64_t chain) {
    run([&](store::Transaction& tx) -> Status {
      return set_work(tx, {.desk = front, .languages = {"*"}, .countries = {"*"}, .topics = {"*"}, .chain = chain},
                      {&admin, store.clock.now()});
    });
  };
  give(admin, front, std::array{staff::DeskAction::Manage});
  run([&](store::Transaction& tx) {
    return put_chain(tx,
                     {.chain = {.id = 7, .steps = {{.desk = arabic, .within = {}, .escalates_to = {}}}, .rule = {}},
                      .name = "Delicate"},
                     {&admin, store.clock.now()});
  });
  chain_at(7);
  const auto refused = step(ole, [&](const Step& s) { return make_flood(s, id, conversation_of(first)); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::Conflict);
  EXPECT_NE(refused.error().hint.find("cleared first"), std::string::npos);
  chain_at(0);
  make();
  chain_at(7);
  EXPECT_EQ(step(ole, [&](const Step& s) { return flood_leaves(s, id); }).error().code, Errc::Conflict);
}

TEST_F(Floods, WhatWasLeftOutGoesBackToItsQueue) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return leave_out(s, id, conversation_of(second)); }));
  EXPECT_EQ(at(conversation_of(second)).place, desk::Place::Queue);
  ASSERT_TRUE(step(ole, [&](const Step& s) { return flood_leaves(s, id); }));
  EXPECT_FALSE(leaves(second));
  EXPECT_EQ(step(ole, [&](const Step& s) { return leave_out(s, id, conversation_of(first)); }).error().code,
            Errc::Conflict);
}

TEST_F(Floods, GivingItUpGivesAllBack) {
  make();
  ASSERT_TRUE(step(ole, [&](const Step& s) { return give_up_flood(s, id); }));
  EXPECT_EQ(at(conversation_of(first)).place, desk::Place::Queue);
  EXPECT_FALSE(leaves(first));
  EXPECT_FALSE(step(amina, [&](const Step& s) { return give_up_flood(s, id); })) << "it is not hers";
}

TEST_F(Floods, AOneUseLinkWorksOnceAndRunsOut) {
  std::string token;
  run([&](store::Transaction& tx) -> Status {
    token = make_link(tx, store.clock.now());
    return {};
  });
  const auto spend = [&](std::string_view link) {
    return run([&](store::Transaction& tx) -> Result<LinkState> { return spend_link(tx, link, store.clock.now()); })
        .value();
  };
  const auto look = [&](std::string_view link) {
    return store->read([&](store::Snapshot& s) { return look_at_link(s, link, store.clock.now()); });
  };
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(look(token), LinkState::Open);
  EXPECT_EQ(look(token), LinkState::Open) << "looking spends nothing: servers do it for previews";
  EXPECT_EQ(spend("another"), LinkState::Unknown);
  EXPECT_EQ(spend(token), LinkState::Open);
  EXPECT_EQ(spend(token), LinkState::Used);
  store.clock.advance(16 * 24h);
  EXPECT_EQ(look(token), LinkState::Unknown);
  EXPECT_EQ(
      run([&](store::Transaction& tx) -> Result<std::int64_t> { return sweep_links(tx, store.clock.now()); }).value(),
      1);
}

TEST_F(Floods, WhoWorksThereNoMoreGoesOnWithNoneOfIt) {
  make();
  give(ole, front, std::array{staff::DeskAction::Read});
  const auto refused = [&](auto act) { return step(ole, act).error().code == Errc::Forbidden; };
  EXPECT_TRUE(refused([&](const Step& s) { return bind_flood(s, id, 78); }));
  EXPECT_TRUE(refused([&](const Step& s) { return flood_leaves(s, id); }));
  EXPECT_TRUE(refused([&](const Step& s) { return give_up_flood(s, id); }));
}

}  // namespace
}  // namespace chancery::answer
