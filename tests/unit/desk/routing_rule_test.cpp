#include "desk/routing_rule.hpp"

#include <gtest/gtest.h>

#include <random>

namespace chancery::desk {
namespace {

Names names() {
  Names made;
  made.desks = {
      {"Cairo / Consular", DeskId{1}}, {"Capital / Protocol", DeskId{2}}, {"Capital / Front desk", DeskId{3}}};
  made.accounts = {"press", "ambassador_cairo"};
  made.missions = {"Embassy Cairo", "Capital"};
  made.topics = {"consular", "visa", "climate"};
  made.countries = {"EG", "FR", "IS"};
  made.marks = {"official", "unsorted", "flood"};
  return made;
}
Rules parsed(std::string_view text) {
  auto rules = Rules::parse(text, names());
  if (!rules) {
    for (const auto& e : rules.error()) {
      ADD_FAILURE() << e.line << ":" << e.column << " " << e.message << " (" << e.expected << ")\n" << text;
    }
    return {};
  }
  return *rules;
}
RuleError wrong(std::string_view text) {
  const auto rules = Rules::parse(text, names());
  if (rules || rules.error().size() != 1) {
    ADD_FAILURE() << text;
    return {};
  }
  return rules.error().front();
}
std::string when(std::string_view condition) {
  return "rule \"r\"\n  when " + std::string(condition) + "\n  then stop\n";
}

constexpr std::string_view kExample = R"(# Rules are read from the top; the first that fits and names a desk decides.
rule "Detained abroad"
  when topic is consular and says "arrested" or "detained" or "in prison*"
  then urgency life, matter consular
rule "Arabic consular"
  when language is ar and matter is consular
  then desk "Cairo / Consular"
rule "Ambassadors are answered by the capital"
  when from public actor and account is @ambassador_cairo
  then desk "Capital / Protocol", urgency high
)";

TEST(RoutingRule, ReadsRulesAsPeopleWriteThem) {
  const Rules rules = parsed(kExample);
  ASSERT_EQ(rules.rules().size(), 3U);
  EXPECT_EQ(rules.rules()[0].urgency, 3);
  EXPECT_EQ(rules.rules()[0].matter, Matter::Consular);
  EXPECT_EQ(rules.rules()[1].desk, DeskId{1});
  EXPECT_EQ(rules.phrases().size(), 3U);
  EXPECT_EQ(rules.phrases()[2], "in prison*");
}

TEST(RoutingRule, WritesThemBackInOneForm) {
  EXPECT_EQ(parsed(kExample).canonical(), R"(rule "Detained abroad"
  when topic is consular and says "arrested" or "detained" or "in prison*"
  then matter consular, urgency life

rule "Arabic consular"
  when language is ar and matter is consular
  then desk "Cairo / Consular"

rule "Ambassadors are answered by the capital"
  when from public actor and account is @ambassador_cairo
  then desk "Capital / Protocol", urgency high
)");
  EXPECT_EQ(parsed("RULE \"x\" When NOT (private OR urgency is 3, 2) and any message THEN Stop").canonical(),
            "rule \"x\"\n  when not (private or urgency is life or high) and any message\n  then stop\n");
  EXPECT_EQ(parsed(when("mission is \"embassy cairo\" or topic is visa or not (not private)")).canonical(),
            when("mission is \"Embassy Cairo\" or topic is visa or not (not private)"));
  EXPECT_EQ(parsed(when("language is is or ar or server is \"a.example\"")).canonical(),
            when("language is \"is\" or ar or server is a.example"));
}

TEST(RoutingRule, AnEarlierRulesMatterIsWhatALaterOneSees) {
  const Rules rules = parsed(kExample);
  Facts facts;
  facts.language = "ar";
  facts.topics = {"consular"};
  const std::uint32_t said[] = {1};
  const auto found = rules.fit(facts, said);
  EXPECT_EQ(found.rules, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(found.desk, DeskId{1});
  EXPECT_EQ(found.urgency, 3);
  EXPECT_EQ(rules.fit(facts, {}).rules, (std::vector<std::size_t>{}));
}

TEST(RoutingRule, TheFirstThatNamesADeskDecides) {
  const Rules rules = parsed(R"(
rule "a" when any message then mark "official"
rule "b" when language is zh then desk "Capital / Protocol"
rule "c" when any message then desk "Cairo / Consular", mark "flood")");
  Facts facts;
  facts.language = "zh-Hant";
  EXPECT_EQ(rules.fit(facts, {}).desk, DeskId{2});
  EXPECT_EQ(rules.fit(facts, {}).marks, (std::vector<std::string>{"official"}));
  facts.language = "zho";
  EXPECT_EQ(rules.fit(facts, {}).desk, DeskId{1});
  EXPECT_EQ(rules.fit(facts, {}).marks, (std::vector<std::string>{"official", "flood"}));
}

TEST(RoutingRule, StopEndsTheReadingWithoutADesk) {
  const Rules rules =
      parsed("rule \"a\" when private then stop rule \"b\" when any message then desk \"Cairo / Consular\"");
  Facts facts;
  facts.is_private = true;
  EXPECT_EQ(rules.fit(facts, {}).desk, std::nullopt);
  facts.is_private = false;
  EXPECT_EQ(rules.fit(facts, {}).desk, DeskId{1});
}

TEST(RoutingRule, EveryTestAsksWhatItSays) {
  Facts facts;
  facts.language = "ar";
  facts.countries = {"EG"};
  facts.topics = {"visa"};
  facts.account = "press";
  facts.mission = "Capital";
  facts.how = "quote";
  facts.server = "social.example";
  facts.urgency = 1;
  facts.new_account = true;
  for (const auto* yes :
       {"language is fr or ar", "country is eg", "topic is climate, visa", "account is @press", "mission is capital",
        "how is quote", "server is Social.example", "urgency is raised", "matter is dialogue", "from a new account",
        "not private", "not from public actor", "(private or any message) and not private"}) {
    EXPECT_EQ(parsed(when(yes)).fit(facts, {}).rules.size(), 1U) << yes;
  }
  for (const auto* no :
       {"language is a or b", "country is FR", "topic is climate", "account is ambassador_cairo", "how is reply",
        "server is other.example", "urgency is 2", "matter is life", "from public actor", "private", "says \"x\""}) {
    const auto rules = Rules::parse(when(no), names());
    if (rules) {
      EXPECT_TRUE(rules->fit(facts, {}).rules.empty()) << no;
    }
  }
}

TEST(RoutingRule, AMistakeIsToldWhereItIsAndWhatWasMeant) {
  EXPECT_EQ(wrong("rule \"a\"\n  when langage is ar\n  then stop"),
            (RuleError{2, 8, "there is no field \"langage\"", "did you mean language?"}));
  EXPECT_EQ(wrong("rule \"a\"\n  when any message\n  then desk \"Cairo / Consula\""),
            (RuleError{3, 13, "there is no desk \"Cairo / Consula\"", "did you mean \"Cairo / Consular\"?"}));
  EXPECT_EQ(wrong(when("topic is visas")).expected, "did you mean \"visa\"?");
  EXPECT_EQ(wrong(when("account is @pres")).expected, "did you mean \"press\"?");
  EXPECT_EQ(wrong(when("urgency is urgent")).message, "there is no urgency \"urgent\"");
  EXPECT_EQ(wrong(when("language is arabic")).message, "\"arabic\" is no language");
  EXPECT_EQ(wrong(when("says arrested")).expected, "the words in \"quotes\"");
  EXPECT_EQ(wrong(when("(private")).message, "this parenthesis is never closed");
  EXPECT_EQ(wrong("rule \"a\" when any message").message, "the rules end here");
  EXPECT_EQ(wrong("rule \"a\" when any message then desk \"Cairo / Consular\", desk \"Capital / Protocol\"").message,
            "this is said already");
  EXPECT_EQ(wrong("rul \"a\" when any message then stop").expected, "did you mean rule?");
  EXPECT_EQ(wrong("rule \"é\" when any message then mark \"urgent\"").column, 37U) << "counted in characters";
}

TEST(RoutingRule, OneMistakeHidesNoOther) {
  const auto errors = Rules::parse(
      "rule \"a\" when tpic is visa then stop\nrule \"a\" when any then stop\nrule \"b\" when private stop", names());
  ASSERT_FALSE(errors.has_value());
  ASSERT_EQ(errors.error().size(), 3U);
  EXPECT_EQ(errors.error()[0].line, 1U);
  EXPECT_EQ(errors.error()[1].line, 2U);
  EXPECT_EQ(errors.error()[2].line, 3U);
}

TEST(RoutingRule, HasBounds) {
  EXPECT_EQ(Rules::parse(std::string(kRulesBytes + 1, ' '), names()).error().front().message, "this text is too long");
  std::string many;
  for (int n = 0; n < 501; ++n) many += "rule \"" + std::to_string(n) + "\" when any message then stop\n";
  EXPECT_EQ(Rules::parse(many, names()).error().front().message, "these are too many rules");
  EXPECT_EQ(wrong(when(std::string(40, '(') + "private" + std::string(40, ')'))).message, "this is nested too deeply");
  EXPECT_TRUE(parsed("").rules().empty());
  EXPECT_TRUE(parsed("# nothing yet\n").rules().empty());
}

// A condition at random, of the language's own making.
std::string any_condition(std::mt19937_64& random, int depth) {
  constexpr auto kTests = std::to_array<const char*>(
      {"language is ar", "language is fr or zh-Hant", "topic is visa or climate", "says \"a b\" or \"c*\"",
       "says \"q\\\"\"", "private", "from public actor", "from a new account", "any message", "matter is life",
       "urgency is 1, 2", "mission is \"embassy cairo\"", "country is IS", "how is direct", "server is x.example"});
  if (depth == 0 || random() % 3 == 0) return kTests[random() % kTests.size()];
  const auto inner = [&] {
    std::string text = any_condition(random, depth - 1);
    return random() % 2 == 0 ? "(" + text + ")" : text;
  };
  switch (random() % 3) {
    case 0:
      return inner() + " and " + inner();
    case 1:
      return inner() + " or " + inner();
    default:
      return "not (" + inner() + ")";
  }
}

TEST(RoutingRule, WhatIsWrittenBackIsReadAsTheSame) {
  std::mt19937_64 random(45);
  for (int n = 0; n < 3'000; ++n) {
    const Rules rules = parsed(when(any_condition(random, 4)));
    const Rules again = parsed(rules.canonical());
    ASSERT_EQ(again, rules) << rules.canonical();
    ASSERT_EQ(again.canonical(), rules.canonical());
  }
}

}  // namespace
}  // namespace chancery::desk
