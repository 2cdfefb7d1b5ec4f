#include "answer/routing_rules.hpp"

#include "unit/answer/inbox.hpp"

namespace chancery::answer {
namespace {

class RoutingRulesTest : public Inbox {
 protected:
  void works(DeskId desk, std::vector<std::string> languages, int capacity = 0, DeskId overflow = {}) {
    Work work;
    work.desk = desk;
    work.languages = std::move(languages);
    work.countries = work.topics = {"*"};
    work.capacity = capacity;
    work.overflow = overflow;
    run([&](store::Transaction& tx) { return set_work(tx, work, {&admin, store.clock.now()}); });
  }
  Status write_rules(const std::string& text, std::int64_t version = 0) {
    const auto names = store->read([](auto& snapshot) { return routing_names(snapshot); });
    return attempt([&](store::Transaction& tx) {
      return put_rules(tx, {version, text, {}, {}}, names, {&admin, store.clock.now()});
    });
  }
  void reload() {
    store->read([this](store::Snapshot& snapshot) { router.reload(snapshot); });
  }
  Sorted sorted(SortFacts facts) {
    facts.account = press;
    facts.now = store.clock.now();
    return run([&](store::Transaction& tx) { return router.sort(tx, facts); }).value();
  }
  static SortFacts in(std::string language, std::string_view plain = {}) {
    SortFacts facts;
    facts.language = std::move(language);
    facts.plain = plain;
    return facts;
  }

  Router router{workplaces};
};

TEST_F(RoutingRulesTest, WithoutAnySayingEverythingGoesToTheFrontDesk) {
  EXPECT_EQ(sorted(in("ar")).desk, front) << "before the first reload";
  reload();
  EXPECT_EQ(sorted(in("ar")).desk, front);
  EXPECT_EQ(sorted(in("ar")).why, "front");
}

TEST_F(RoutingRulesTest, ADeskGetsWhatItReadsAndPassesOnWhatItCannotHold) {
  works(front, {"*"});
  works(arabic, {"ar"}, 1, front);
  reload();
  EXPECT_EQ(sorted(in("fr")).desk, front);
  const Sorted first = sorted(in("ar"));
  const Sorted second = sorted(in("ar"));
  EXPECT_NE(first.desk, second.desk) << "by load, the one that is free";
  EXPECT_EQ(sorted(in("en")).why, "language");
}

TEST_F(RoutingRulesTest, RulesSearchTheWordsOfAMessageInAnyScriptAndCase) {
  ASSERT_TRUE(
      write_rules("rule \"Prison\" when says \"in prison*\" or \"معتقل\" then desk \"Capital / Arabic\", urgency life, "
                  "matter consular, mark \"unsorted\""));
  reload();
  const Sorted found = sorted(in("en", "My brother is in PRISONS abroad"));
  EXPECT_EQ(found.desk, arabic);
  EXPECT_EQ(found.urgency, 3);
  EXPECT_EQ(found.matter, desk::Matter::Consular);
  EXPECT_EQ(found.marks, (std::vector{Flag::Unsorted}));
  EXPECT_EQ(found.why, "rule:0 other_language");
  EXPECT_EQ(sorted(in("ar", "أخي معتقل في الخارج")).desk, arabic);
  EXPECT_EQ(sorted(in("en", "my brother is imprisoned")).desk, front);
}

TEST_F(RoutingRulesTest, ARuleWhoseDeskWentIsLeftOutAndTheOthersStand) {
  ASSERT_TRUE(
      write_rules("rule \"a\" when language is fr then desk \"Capital / Arabic\"\n"
                  "rule \"b\" when language is de then desk \"Capital / Front desk\""));
  run([&](store::Transaction& tx) {
    auto renamed = staff::desk_by_id(tx, arabic).value();
    renamed.name = "Arabic and Persian";
    return staff::change_desk(tx, renamed, "setup", store.clock.now());
  });
  reload();
  ASSERT_EQ(router.plan()->mistakes().size(), 1U);
  EXPECT_EQ(router.plan()->rules().rules().size(), 1U);
  EXPECT_EQ(sorted(in("de")).why, "rule:0 other_language");
}

TEST_F(RoutingRulesTest, AreKeptInVersionsAndNobodyOverwritesAnothersText) {
  ASSERT_TRUE(write_rules("# one\n"));
  EXPECT_EQ(write_rules("# another\n").error().code, Errc::Conflict);
  ASSERT_TRUE(write_rules("# two\n", 1));
  ASSERT_TRUE(write_rules("# two\n", 2)) << "the text that stands is no change";
  store->read([](store::Snapshot& snapshot) {
    EXPECT_EQ(active_rules(snapshot)->version, 2);
    EXPECT_EQ(rules_history(snapshot, 10).size(), 2U);
  });
  const auto wrong = write_rules("rule \"a\"\n  when langage is ar then stop", 2);
  EXPECT_EQ(wrong.error().hint, "text: line 2, column 8: there is no field \"langage\"; did you mean language?.");
}

TEST_F(RoutingRulesTest, AreTriedOnPastMessagesAndStoreNothing) {
  const auto question = said(press, "<p>Hello</p>");
  static_cast<void>(asks(ana, question, "When do you open on Monday, and where?"));
  static_cast<void>(asks(ben, question, "Is somebody in prison there?"));
  const auto trial = store->read([&](store::Snapshot& snapshot) {
    const RoutingPlan plan(snapshot, "rule \"p\" when says \"prison\" then desk \"Capital / Arabic\"");
    const auto works = workplaces.now();
    return try_rules(plan, RoutingPlan(snapshot, std::nullopt), past_messages(snapshot, 100), works->workplace());
  });
  EXPECT_EQ(trial.run.messages, 2U);
  EXPECT_EQ(trial.run.changed, 1U);
  EXPECT_EQ(trial.run.by_front, 1U);
  EXPECT_EQ(trial.run.by_rule.at(0), 1U);
  ASSERT_EQ(trial.examples.size(), 1U);
  EXPECT_EQ(trial.examples[0].would, arabic);
  EXPECT_FALSE(trial.examples[0].standing);
  EXPECT_EQ(trial.by_standing, 0U);
}

TEST_F(RoutingRulesTest, TriedUnchangedTellWhatDiffersForAnotherReason) {
  static_cast<void>(asks(ana, said(press, "<p>Hello</p>"), "Is somebody in prison there?"));
  const std::string text = "rule \"p\" when says \"prison\" then desk \"Capital / Arabic\"";
  ASSERT_TRUE(write_rules(text));
  const auto trial = store->read([&](store::Snapshot& snapshot) {
    const RoutingPlan plan(snapshot, text);
    const auto works = workplaces.now();
    return try_rules(plan, RoutingPlan(snapshot, std::nullopt), past_messages(snapshot, 100), works->workplace());
  });
  EXPECT_EQ(trial.run.changed, 1U) << "it came before there were rules";
  EXPECT_EQ(trial.by_standing, 1U);
  ASSERT_EQ(trial.examples.size(), 1U);
  EXPECT_TRUE(trial.examples[0].standing);
}

// She went on in another language: what sorted it was the first message.
TEST_F(RoutingRulesTest, TriedUnchangedTellNoDifferenceOfAConversationOfTwoLanguages) {
  const std::string text = "rule \"Arabic\" when language is ar then desk \"Capital / Arabic\"";
  ASSERT_TRUE(write_rules(text));
  const auto question = said(press, "<p>Hello</p>");
  const auto first = asks(ana, question, "When do you open on Monday, and where?");
  store.clock.advance(std::chrono::minutes{5});
  const auto more = asks(ana, question, "أخي معتقل في الخارج منذ شهر، من يستطيع مساعدته؟");
  ASSERT_EQ(conversation_of(first), conversation_of(more));
  store->read([&](store::Snapshot& snapshot) {
    const auto messages = past_messages(snapshot, 100);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].note, first.id);
    EXPECT_EQ(messages[0].facts.matter, desk::Matter::Question) << "as it was then";
    const RoutingPlan plan(snapshot, text);
    const auto works = workplaces.now();
    const auto trial = try_rules(plan, RoutingPlan(snapshot, std::nullopt), messages, works->workplace());
    EXPECT_EQ(trial.run.changed, 0U);
  });
}

}  // namespace
}  // namespace chancery::answer
