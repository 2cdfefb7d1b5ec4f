#include "answer/chains.hpp"

#include "answer/chain_rows.hpp"
#include "answer/notices.hpp"
#include "answer/workload.hpp"
#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

using desk::ChainView;
using staff::DeskAction;

class Chains : public Inbox {
 protected:
  void SetUp() override {
    legal = make_desk("Legal", false);
    give(lea, legal, std::array{DeskAction::Read, DeskAction::Clear});
    give(admin, front, std::array{DeskAction::Read, DeskAction::Clear, DeskAction::Manage});
  }
  void chain(desk::OnSilence silence) {
    NamedChain made;
    made.name = "Delicate";
    made.chain.id = 7;
    made.chain.rule = "Who has not objected after an hour has consented.";
    made.chain.steps = {{.desk = legal, .within = {60, desk::Unit::Wall}, .silence = silence, .escalates_to = arabic},
                        {.desk = front, .within = {}, .silence = desk::OnSilence::Escalate, .escalates_to = {}}};
    run([&](store::Transaction& tx) { return put_chain(tx, made, {&admin, store.clock.now()}); });
    run([&](store::Transaction& tx) -> Status {
      return set_work(tx, {.desk = front, .languages = {"*"}, .countries = {"*"}, .topics = {"*"}, .chain = 7},
                      {&admin, store.clock.now()});
    });
  }
  Status ask(std::string digest = "one") {
    return step(ole, [&](const Step& s) { return ask_clearance(s, front, 77, digest); });
  }
  Status decide(const staff::User& by, int at, bool clears, std::string words = "", std::string digest = "one") {
    return step(by, [&](const Step& s) { return decide_clearance(s, {77, at, digest, clears, words}); });
  }
  Status cleared(std::string digest = "one") {
    return step(ole, [&](const Step& s) { return check_cleared(s.tx, s.workplace, front, 77, digest); });
  }
  std::size_t fall(bool trusted = true) {
    return step(ole,
                [&](const Step& s) -> Result<std::size_t> { return let_fall_due(s.tx, s.workplace, s.now, trusted); })
        .value();
  }
  std::vector<NoticeKind> told(const staff::User& user) {
    std::vector<NoticeKind> kinds;
    const auto notices = store->read([&](store::Snapshot& s) { return notices_of(s, user.id); });
    for (const auto& one : notices) kinds.insert(kinds.begin(), one.kind);
    return kinds;
  }
  using Strings = std::vector<std::string>;
  Strings states() { return logged(activity::events::kClearanceChanged, "state"); }
  // A draft of this officer's, who takes the question for it.
  void draft(const staff::User& by, const activity::Note& question, bool take_over = false) {
    const auto id = conversation_of(question);
    const auto claimed = claim(by, id, take_over);
    ASSERT_TRUE(claimed) << claimed.error().detail;
    ASSERT_TRUE(step(by, [&](const Step& s) {
      return bind_reply(
          s.tx, s.workplace,
          {.post = 77, .conversation = id, .token = claimed->conversation.token, .parent = question.id, .note = {}},
          {&s.by, s.now});
    }));
  }
  activity::Note question() { return asks(ana, said(press, "<p>Hello</p>"), "When do you open?"); }
  DeskId legal;
};

TEST_F(Chains, WhoIsAskedAndWhoWaitsAreTold) {
  chain(desk::OnSilence::Escalate);
  give(amina, arabic, std::array{DeskAction::Read, DeskAction::Clear});
  draft(ole, question());
  ASSERT_TRUE(ask());
  EXPECT_EQ(told(lea), std::vector{NoticeKind::ClearanceAsked});
  EXPECT_EQ(told(amina), std::vector<NoticeKind>{});
  store.clock.advance(2h);
  EXPECT_EQ(fall(), 1U);
  EXPECT_EQ(told(ole), std::vector{NoticeKind::ClearanceOverdue});
  EXPECT_EQ(told(amina), std::vector{NoticeKind::ClearanceAsked}) << "it is hers to clear now";
  ASSERT_TRUE(decide(amina, 0, true));
  ASSERT_TRUE(decide(admin, 1, false, "Not today."));
  EXPECT_EQ(told(ole), (std::vector{NoticeKind::ClearanceOverdue, NoticeKind::Cleared, NoticeKind::Objected}));
}

TEST_F(Chains, ADeadlineThatACalendarMovedStandsAnew) {
  chain(desk::OnSilence::Consent);
  ASSERT_TRUE(ask());
  const auto asked = store->read([&](store::Snapshot& s) { return clearances_of(s, 77, "one"); });
  ASSERT_TRUE(asked.at(0).due_at);
  // As after a holiday was put in: the row's deadline lies before the one its calendar gives now.
  run([&](store::Transaction& tx) -> Status {
    auto one = rows::clearances(tx, 77, "one").at(0);
    one.due_at = store.clock.now();
    rows::put_clearance(tx, one);
    return {};
  });
  EXPECT_EQ(fall(), 1U);
  const auto again = store->read([&](store::Snapshot& s) { return clearances_of(s, 77, "one"); });
  EXPECT_EQ(again.at(0).state, desk::ClearanceState::Waiting);
  EXPECT_EQ(again.at(0).due_at, asked.at(0).due_at) << "it is not forgotten";
  store.clock.advance(2h);
  EXPECT_EQ(fall(), 1U);
  EXPECT_EQ(store->read([&](store::Snapshot& s) { return clearances_of(s, 77, "one"); }).at(0).state,
            desk::ClearanceState::Silent);
}

TEST_F(Chains, WhatWaitsWhenAChainIsChangedBeginsAnewAndItsWriterIsTold) {
  chain(desk::OnSilence::Escalate);
  draft(ole, question());
  ASSERT_TRUE(ask());
  ASSERT_TRUE(decide(lea, 0, true));
  auto changed = *store->read([&](store::Snapshot& s) { return chain_by_id(s, 7); });
  changed.chain.steps.pop_back();
  run([&](store::Transaction& tx) { return put_chain(tx, changed, {&admin, store.clock.now()}); });
  EXPECT_EQ(told(ole), (std::vector{NoticeKind::Cleared, NoticeKind::ClearanceVoid}));
  EXPECT_NE(cleared().error().hint.find("ask for clearance"), std::string::npos);
  ASSERT_TRUE(ask());
  ASSERT_TRUE(decide(lea, 0, true));
  EXPECT_TRUE(cleared());
}

TEST_F(Chains, NobodyIsLeftOutOfAChainByWhoDoesNotManageThatDesk) {
  chain(desk::OnSilence::Escalate);
  give(amina, front, std::array{DeskAction::Read, DeskAction::Manage});
  const auto attempt_by_amina = [&](NamedChain wanted) {
    return attempt([&](store::Transaction& tx) { return put_chain(tx, wanted, {&amina, store.clock.now()}); });
  };
  auto without = *store->read([&](store::Snapshot& s) { return chain_by_id(s, 7); });
  auto renamed = without;
  without.chain.steps.erase(without.chain.steps.begin());
  const auto refused = attempt_by_amina(without);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::Forbidden);
  EXPECT_NE(refused.error().hint.find("Legal"), std::string::npos);
  auto softer = renamed;
  softer.chain.steps[0].silence = desk::OnSilence::Consent;
  EXPECT_EQ(attempt_by_amina(softer).error().code, Errc::Forbidden) << "silence would pass Legal by";
  renamed.name = "Most delicate";
  EXPECT_TRUE(attempt_by_amina(renamed));
  give(amina, front, std::array{DeskAction::Read});
  give(amina, arabic, std::array{DeskAction::Read, DeskAction::Manage});
  renamed.chain.version += 1;
  EXPECT_EQ(attempt_by_amina(renamed).error().code, Errc::Forbidden) << "the front desk has it";
}

TEST_F(Chains, ADraftGoesFromDeskToDeskAndIsClearedByItsDigest) {
  chain(desk::OnSilence::Escalate);
  EXPECT_EQ(cleared().error().code, Errc::Conflict) << "nobody was asked";
  ASSERT_TRUE(ask());
  EXPECT_NE(cleared().error().hint.find("Legal"), std::string::npos);
  EXPECT_EQ(decide(admin, 0, true).error().code, Errc::Forbidden) << "she does not clear for Legal";
  ASSERT_TRUE(decide(lea, 0, true));
  EXPECT_FALSE(cleared());
  ASSERT_TRUE(decide(admin, 1, true));
  EXPECT_TRUE(cleared());
  EXPECT_FALSE(cleared("two")) << "an edit of one letter begins anew";
  EXPECT_EQ(decide(lea, 0, false, "Wait").error().code, Errc::Conflict);
}

TEST_F(Chains, AnObjectionSaysWhyAndTheChangedDraftIsAskedForAnew) {
  chain(desk::OnSilence::Escalate);
  ASSERT_TRUE(ask());
  EXPECT_EQ(decide(lea, 0, false).error().code, Errc::Invalid);
  ASSERT_TRUE(decide(lea, 0, false, "Not the treaty's name."));
  EXPECT_NE(cleared().error().hint.find("Not the treaty's name."), std::string::npos);
  ASSERT_TRUE(ask("two"));
  ASSERT_TRUE(decide(lea, 0, true, "", "two"));
}

TEST_F(Chains, SilenceIsConsentOnlyByTheWrittenRuleAndNeverWhenTheClockLeapt) {
  chain(desk::OnSilence::Consent);
  ASSERT_TRUE(ask());
  EXPECT_EQ(fall(), 0U);
  store.clock.advance(2h);
  EXPECT_EQ(fall(false), 0U);
  EXPECT_EQ(fall(), 1U);
  EXPECT_EQ(fall(), 0U) << "once";
  EXPECT_FALSE(cleared()) << "the next desk is asked, not passed by";
  ASSERT_TRUE(decide(admin, 1, true));
  EXPECT_TRUE(cleared());
}

TEST_F(Chains, WithoutConsentSilenceGoesToAnotherDesk) {
  chain(desk::OnSilence::Escalate);
  give(amina, arabic, std::array{DeskAction::Read, DeskAction::Clear});
  ASSERT_TRUE(ask());
  store.clock.advance(2h);
  EXPECT_EQ(fall(), 1U);
  EXPECT_EQ(decide(lea, 0, true).error().code, Errc::Forbidden) << "it is another desk's now";
  ASSERT_TRUE(decide(amina, 0, true));
  const auto reader = eyes(admin);
  EXPECT_EQ(store->read([&](store::Snapshot& s) { return clearances_for(s, reader); }).size(), 1U);
}

TEST_F(Chains, NobodyClearsWhatSheWrote) {
  chain(desk::OnSilence::Escalate);
  give(ole, legal, std::array{DeskAction::Read, DeskAction::Clear});
  give(amina, legal, std::array{DeskAction::Read, DeskAction::Clear});
  const auto asked = question();
  draft(ole, asked);
  draft(lea, asked, true);
  ASSERT_TRUE(ask());
  for (const auto* by : {&ole, &lea}) {
    const auto refused = decide(*by, 0, true);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::Forbidden);
    EXPECT_EQ(refused.error().hint, "You wrote at this draft: somebody else clears it.");
  }
  EXPECT_TRUE(decide(amina, 0, true));
}

TEST_F(Chains, WhatAnotherChainClearedIsClearedAnew) {
  chain(desk::OnSilence::Escalate);
  ASSERT_TRUE(ask());
  ASSERT_TRUE(decide(lea, 0, true));
  ASSERT_TRUE(decide(admin, 1, true));
  ASSERT_TRUE(cleared());
  NamedChain other{.chain = {.id = 8, .steps = {{.desk = arabic, .within = {}, .escalates_to = {}}}, .rule = {}},
                   .name = "Arabic"};
  run([&](store::Transaction& tx) { return put_chain(tx, other, {&admin, store.clock.now()}); });
  run([&](store::Transaction& tx) -> Status {
    return set_work(tx, {.desk = front, .languages = {"*"}, .countries = {"*"}, .topics = {"*"}, .chain = 8},
                    {&admin, store.clock.now()});
  });
  EXPECT_NE(cleared().error().hint.find("ask for clearance"), std::string::npos) << "the Arabic desk never read it";
  ASSERT_TRUE(ask());
  EXPECT_EQ(decide(lea, 0, true).error().code, Errc::Forbidden) << "it is the Arabic desk's to clear";
  give(amina, arabic, std::array{DeskAction::Read, DeskAction::Clear});
  ASSERT_TRUE(decide(amina, 0, true));
  EXPECT_TRUE(cleared());
}

TEST_F(Chains, ADeskWithoutAChainClearsNothing) {
  EXPECT_TRUE(cleared());
  EXPECT_EQ(ask().error().code, Errc::Conflict);
}

TEST_F(Chains, WhatBecameOfEachStepStandsInTheLog) {
  chain(desk::OnSilence::Escalate);
  draft(ole, question());
  ASSERT_TRUE(ask());
  ASSERT_TRUE(decide(lea, 0, false, "Name no date."));
  EXPECT_EQ(states(), (Strings{"asked", "objected"}));
  ASSERT_TRUE(ask("two"));
  store.clock.advance(2h);
  EXPECT_EQ(fall(), 1U);
  EXPECT_EQ(states(), (Strings{"asked", "objected", "asked", "overdue", "asked"})) << "late, and asked elsewhere";
}

TEST_F(Chains, ConsentBySilenceStandsInTheLogAndTheNextIsAsked) {
  chain(desk::OnSilence::Consent);
  ASSERT_TRUE(ask());
  store.clock.advance(2h);
  EXPECT_EQ(fall(), 1U);
  ASSERT_TRUE(decide(admin, 1, true));
  EXPECT_EQ(states(), (Strings{"asked", "silent", "asked", "cleared"}));
}

}  // namespace
}  // namespace chancery::answer
