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

// The places of patterns as the folded text has them: "term: what stands there".
std::vector<std::string> located(const std::vector<Pattern>& patterns, std::string_view text) {
  const auto matcher = Matcher::compile_patterns(patterns);
  EXPECT_TRUE(matcher.has_value()) << matcher.error().hint;
  Matcher::Scratch scratch;
  std::vector<std::string> out;
  const Hits found = matcher->locate(text, scratch);
  for (const Hit& hit : found.hits) {
    out.push_back(patterns.at(hit.pattern).text + ": " +
                  std::string{found.words.substr(hit.begin, hit.end - hit.begin)});
  }
  return out;
}

TEST(Matcher, FindsWhatAPrefixBegins) {
  EXPECT_THAT(located({{"embass", true}}, "Embassies, the embassy, EMBASS; sembassy"),
              ElementsAre("embass: embassies", "embass: embassy", "embass: embass"));
  EXPECT_THAT(located({{"foreign minist", true}}, "foreign ministers, Foreign\nMinistry; foreign policy"),
              ElementsAre("foreign minist: foreign ministers", "foreign minist: foreign ministry"));
  EXPECT_THAT(located({{"посол", true}}, "посольство послы"), ElementsAre("посол: посольство"));
  EXPECT_THAT(located({{"سفار", true}}, "زرت سفارة النرويج"), ElementsAre("سفار: سفارة"));
  EXPECT_THAT(located({{"大使", true}}, "昨日大使館で"), ElementsAre("大使: 大使"));
}

TEST(Matcher, TellsAWordFromThePrefixWrittenAlike) {
  const std::vector<Pattern> patterns = {{"visa", false}, {"visa", true}};
  EXPECT_THAT(located(patterns, "visas"), ElementsAre("visa: visas"));
  EXPECT_THAT(located(patterns, "a visa"), ElementsAre("visa: visa", "visa: visa"));
}

TEST(Matcher, ReportsEveryPlaceInTheOrderOfTheText) {
  EXPECT_THAT(located({{"norway"}, {"of norway"}, {"norway", false}, {"🇳🇴"}, {"外務省"}},
                      "Norway, King of NORWAY 外務省の外務省 🇳🇴"),
              ElementsAre("norway: norway", "norway: norway", "of norway: of norway", "norway: norway",
                          "norway: norway", "外務省: 外務省", "外務省: 外務省", "🇳🇴: 🇳🇴"));
  EXPECT_THAT(located({{"aa bb aa"}}, "aa bb aa bb aa"), ElementsAre("aa bb aa: aa bb aa", "aa bb aa: aa bb aa"));
  EXPECT_THAT(located({{"norway"}}, "nothing"), IsEmpty());
  EXPECT_THAT(located({}, "nothing"), IsEmpty());
}

TEST(Matcher, LeavesOutPlacesPastItsLimitAndStartsAnewWithEveryText) {
  const std::vector<Pattern> patterns = {{"aa"}, {"bb"}};
  const auto matcher = Matcher::compile_patterns(patterns).value();
  Matcher::Scratch scratch;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "aa ";
  text += "bb";
  for (int round = 0; round < 2; ++round) {
    const Hits found = matcher.locate(text, scratch);
    ASSERT_EQ(found.hits.size(), kMaxPlaces + 1);
    EXPECT_EQ(found.hits.back(), (Hit{1, 3001, 3003}));
  }
}

TEST(Matcher, IsReadBackFromWhatItSerialised) {
  const std::vector<Pattern> patterns = {{"Norway"}, {"embass", true}, {"外務省"}};
  const std::string bytes = Matcher::compile_patterns(patterns).value().serialise();
  const auto again = Matcher::deserialise(patterns, bytes);
  ASSERT_TRUE(again.has_value()) << again.error().detail;
  Matcher::Scratch scratch;
  EXPECT_THAT(again->match("the embassy of NORWAY", scratch), ElementsAre(0, 1));
  EXPECT_EQ(again->serialise(), bytes);
  EXPECT_TRUE(Matcher::deserialise({}, Matcher::compile_patterns({}).value().serialise()).has_value());
}

TEST(Matcher, RefusesSerialisedBytesThatAreNotItsOwn) {
  const std::vector<Pattern> patterns = {{"Norway"}, {"embass", true}};
  const std::string bytes = Matcher::compile_patterns(patterns).value().serialise();
  const auto refused = [&](const std::vector<Pattern>& of, const std::string& what) {
    const auto read = Matcher::deserialise(of, what);
    return !read.has_value() && read.error().code == Errc::Conflict;
  };
  EXPECT_TRUE(refused(patterns, ""));
  EXPECT_TRUE(refused({{"Norway"}, {"embass", false}}, bytes));
  EXPECT_TRUE(refused({{"embass", true}, {"Norway"}}, bytes));
  EXPECT_TRUE(refused(patterns, bytes + "x"));
  for (std::size_t size = 0; size < bytes.size(); size += 7) EXPECT_TRUE(refused(patterns, bytes.substr(0, size)));
  for (std::size_t at = 0; at < bytes.size(); at += 5) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    EXPECT_TRUE(refused(patterns, damaged)) << at;
  }
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
