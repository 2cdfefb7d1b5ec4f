#include "text/matcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace chancery::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> found(const std::vector<std::string>& terms, std::string_view text) {
  const auto matcher = Matcher::compile(terms);
  EXPECT_TRUE(matcher.has_value()) << matcher.error().hint;
  Matcher::Scratch scratch;
  std::vector<std::string> out;
  for (const auto term : matcher->match(text, scratch)) out.push_back(terms.at(term));
  return out;
}

TEST(Matcher, FindsWholeWordsWhateverTheirCase) {
  EXPECT_THAT(found({"Norway", "Oslo"}, "NORWAY's envoy left oslo."), ElementsAre("Norway", "Oslo"));
  EXPECT_THAT(found({"Norway"}, "Norwayan, proNorway"), IsEmpty());
  EXPECT_THAT(found({"Norway"}, "Norway"), ElementsAre("Norway"));
  EXPECT_THAT(found({"Norway"}, "(norway)"), ElementsAre("Norway"));
  EXPECT_THAT(found({"visa"}, "advisable, visas, visage"), IsEmpty());
}

TEST(Matcher, FindsPhrasesWhateverStandsBetweenTheirWords) {
  const std::vector<std::string> terms = {"Foreign Ministry"};
  for (const auto* text : {"the foreign ministry said", "foreign\n  ministry", "Foreign-Ministry", "foreign, ministry",
                           "foreign\u00A0ministry", "#foreign #ministry"}) {
    EXPECT_THAT(found(terms, text), ElementsAre("Foreign Ministry")) << text;
  }
  for (const auto* text : {"foreign policy ministry", "foreignministry", "ministry foreign", "foreign ministrys"}) {
    EXPECT_THAT(found(terms, text), IsEmpty()) << text;
  }
}

TEST(Matcher, FindsAnywhereInScriptsWrittenWithoutSpaces) {
  EXPECT_THAT(found({"外務省"}, "昨日外務省の発表では"), ElementsAre("外務省"));
  EXPECT_THAT(found({"กระทรวง"}, "ที่กระทรวงการต่างประเทศ"), ElementsAre("กระทรวง"));
  EXPECT_THAT(found({"한국"}, "한국에서 만나요"), ElementsAre("한국"));
  EXPECT_THAT(found({"Norway"}, "今日はNorwayへ"), ElementsAre("Norway"));
  EXPECT_THAT(found({"🇳🇴"}, "go🇳🇴go"), ElementsAre("🇳🇴"));
}

TEST(Matcher, KeepsWordEdgesInOtherScripts) {
  EXPECT_THAT(found({"мир"}, "миру мир"), ElementsAre("мир"));
  EXPECT_THAT(found({"мир"}, "мирный"), IsEmpty());
  EXPECT_THAT(found({"سفارة"}, "زرت سفارة النرويج"), ElementsAre("سفارة"));
  EXPECT_THAT(found({"दूतावास"}, "नॉर्वे का दूतावास।"), ElementsAre("दूतावास"));
}

TEST(Matcher, FoldsTermsAndTextsAlike) {
  EXPECT_THAT(found({"Außenminister"}, "AUSSENMINISTER"), ElementsAre("Außenminister"));
  EXPECT_THAT(found({"İstanbul"}, "istanbul ISTANBUL"), ElementsAre("İstanbul"));
  EXPECT_THAT(found({"Ｎｏｒｗａｙ"}, "norway"), ElementsAre("Ｎｏｒｗａｙ"));
  EXPECT_THAT(found({"سفارة"}, "\uFEB3\uFED4\uFE8E\uFEAD\uFE93"), ElementsAre("سفارة"));
  EXPECT_THAT(found({"aujourd’hui"}, "aujourd'hui"), ElementsAre("aujourd’hui"));
}

TEST(Matcher, ReportsEveryTermOnceThoughSomeFoldAlikeOrOverlap) {
  const std::vector<std::string> terms = {"Norway", "norway", "foreign ministry of Norway", "ministry"};
  const auto matcher = Matcher::compile(terms);
  ASSERT_TRUE(matcher.has_value());
  EXPECT_EQ(matcher->terms(), 4U);
  EXPECT_EQ(matcher->literals(), 3U);
  Matcher::Scratch scratch;
  EXPECT_THAT(matcher->match("Norway! Foreign Ministry of Norway. norway", scratch), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(matcher->match("nothing here", scratch), IsEmpty());
}

TEST(Matcher, TakesTermsForTextAndNeverForPatterns) {
  EXPECT_THAT(found({"no.*way"}, "noway"), IsEmpty());
  EXPECT_THAT(found({"no.*way"}, "no way"), ElementsAre("no.*way"));
  EXPECT_THAT(found({"[ab]+c", "(x|yz)"}, "aac yz"), IsEmpty());
}

TEST(Matcher, FindsNothingWithoutTermsOrText) {
  EXPECT_THAT(found({}, "anything"), IsEmpty());
  EXPECT_THAT(found({"Norway"}, ""), IsEmpty());
  EXPECT_THAT(found({"Norway"}, "\xFF\xFE\x80"), IsEmpty());
}

TEST(Matcher, ReadsOnPastInvalidUtf8) {
  EXPECT_THAT(found({"Norway"}, "\xFF norway \xC0"), ElementsAre("Norway"));
}

TEST(Matcher, NamesTheTermItRefuses) {
  const std::string long_term(101, 'x');
  for (const std::string& term :
       {std::string{"x"}, std::string{""}, std::string{"!!"}, std::string{"C+"}, long_term, std::string{"bad\xFF"}}) {
    const auto matcher = Matcher::compile(std::vector<std::string>{"fine", term});
    ASSERT_FALSE(matcher.has_value()) << term;
    EXPECT_EQ(matcher.error().code, Errc::Invalid);
    EXPECT_THAT(matcher.error().hint, HasSubstr("the term \"")) << term;
    EXPECT_FALSE(check_term(term).has_value());
  }
  EXPECT_TRUE(check_term("UN").has_value());
  EXPECT_TRUE(check_term(std::string(100, 'x')).has_value());
  EXPECT_TRUE(check_term("本").has_value());
}

TEST(Matcher, RefusesMoreTermsThanItsLimit) {
  const auto matcher = Matcher::compile(std::vector<std::string>{"one", "two", "three"}, {.terms = 2});
  ASSERT_FALSE(matcher.has_value());
  EXPECT_EQ(matcher.error().code, Errc::TooLarge);
}

TEST(Matcher, LetsThreadsMatchAtOnceAndScratchesMoveBetweenMatchers) {
  std::vector<std::string> terms;
  for (int i = 0; i < 2000; ++i) terms.push_back("term" + std::to_string(i));
  const auto big = Matcher::compile(terms);
  const auto small = Matcher::compile(std::vector<std::string>{"term7"});
  ASSERT_TRUE(big.has_value() && small.has_value());
  std::vector<int> wrong(4, 0);
  std::vector<std::jthread> threads;
  for (int& mine : wrong) {
    threads.emplace_back([&] {
      Matcher::Scratch scratch;
      for (std::uint32_t i = 0; i < 2000; ++i) {
        const auto hits = big->match("see term" + std::to_string(i) + " now", scratch);
        if (hits.size() != 1 || hits[0] != i) ++mine;
        if (small->match("term7", scratch).size() != 1) ++mine;
      }
    });
  }
  threads.clear();
  EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
}

}  // namespace
}  // namespace chancery::text
