#include "trend/fire.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace chancery::trend {
namespace {

// An ordinary hour of a middling account.
constexpr FireCounts kUsual{.likes = 8, .announces = 4, .replies = 3, .quotes = 1, .aged = 16, .fresh = 0, .texts = 4};
constexpr FireUsual kEverybody{.mean = kUsual, .marks = 100};
const std::vector<FireCounts> kTwenty(20, kUsual);

const FireEvidence& evidence(const FireVerdict& verdict, FireSignal signal) {
  for (const auto& one : verdict.evidence) {
    if (one.signal == signal) return one;
  }
  ADD_FAILURE() << "not judged: " << to_string(signal);
  static const FireEvidence kNone;
  return kNone;
}
bool judged(const FireVerdict& verdict, FireSignal signal) {
  for (const auto& one : verdict.evidence) {
    if (one.signal == signal) return true;
  }
  return false;
}

TEST(Fire, TheTailOfAShareIsThatOfTheBinomial) {
  // Two coins, both heads: 1/4.
  EXPECT_NEAR(share_surprise(2, 2, 0.5), std::log10(4), 1e-9);
  // Ten at a tenth, three or more: 1 - (0.9^10 + 10 * 0.1 * 0.9^9 + 45 * 0.01 * 0.9^8) = 0.0701908264
  EXPECT_NEAR(share_surprise(3, 10, 0.1), -std::log10(0.0701908264), 1e-9);
  EXPECT_EQ(share_surprise(1, 10, 0.1), 0) << "no more than expected";
  EXPECT_EQ(share_surprise(0, 0, 0.1), 0);
  EXPECT_NEAR(share_surprise(1'000, 1'000, 0.001), 300, 1e-9) << "bounded";
}

TEST(Fire, AnOrdinaryHourIsQuiet) {
  const auto verdict = judge(kUsual, kTwenty, kEverybody, 1);
  EXPECT_EQ(verdict.level, FireLevel::None);
  EXPECT_FALSE(verdict.little_history);
  EXPECT_EQ(evidence(verdict, FireSignal::Volume).surprise, 0);
  EXPECT_DOUBLE_EQ(evidence(verdict, FireSignal::Volume).expected, 16);
}

TEST(Fire, ManyMoreThanUsualAreLoudAndNoMore) {
  auto now = kUsual;
  now.likes = 160;
  now.announces = 60;
  const auto verdict = judge(now, kTwenty, kEverybody, 1);
  EXPECT_EQ(verdict.level, FireLevel::Loud);
  EXPECT_TRUE(evidence(verdict, FireSignal::Volume).fires);
  EXPECT_FALSE(evidence(verdict, FireSignal::Ratio).fires) << "they like it";
  // At three in the afternoon, when three times as many come as at other hours, it takes more.
  EXPECT_LT(evidence(judge(now, kTwenty, kEverybody, 3), FireSignal::Volume).surprise,
            evidence(verdict, FireSignal::Volume).surprise);
  EXPECT_EQ(judge(now, kTwenty, kEverybody, 100).evidence[0].expected, 48) << "no hour counts more than three times";
}

TEST(Fire, TheExpectedCountIsDrawnToThatOfAllAccounts) {
  // No history: 5 * 16 / 5. Five posts that drew 6: (30 + 80) / 10.
  EXPECT_DOUBLE_EQ(judge(kUsual, {}, kEverybody, 1).evidence[0].expected, 16);
  const std::vector<FireCounts> six(5, FireCounts{.likes = 6});
  EXPECT_DOUBLE_EQ(judge(kUsual, six, kEverybody, 1).evidence[0].expected, 11);
  EXPECT_TRUE(judge(kUsual, {}, kEverybody, 1).little_history);
}

TEST(Fire, WithNothingToCompareWithVolumeIsNotJudged) {
  const auto verdict = judge({.likes = 500}, {}, {.mean = {}, .marks = 4}, 1);
  EXPECT_FALSE(judged(verdict, FireSignal::Volume));
  EXPECT_FALSE(judged(verdict, FireSignal::Ratio));
  EXPECT_EQ(verdict.level, FireLevel::None);
}

TEST(Fire, MoreWordsThanHeartsIsARatio) {
  // Usual: ln(4.5 / 12.5) = -1.0217; all the same, so the scale is 0.35. Now ln(60.5 / 6.5) = 2.2308: z = 9.29.
  const FireCounts now{.likes = 4, .announces = 2, .replies = 55, .quotes = 5, .texts = 60};
  const auto& ratio = evidence(judge(now, kTwenty, kEverybody, 1), FireSignal::Ratio);
  EXPECT_NEAR(ratio.surprise, (std::log(60.5 / 6.5) - std::log(4.5 / 12.5)) / 0.35, 1e-9);
  EXPECT_TRUE(ratio.fires);
  const auto few = judge({.replies = 9}, kTwenty, kEverybody, 1);
  EXPECT_FALSE(evidence(few, FireSignal::Ratio).fires) << "nine are not many";
}

TEST(Fire, ManyWordsInTheTargetsLanguageAreGrave) {
  auto now = kUsual;
  now.replies = 120;
  now.texts = 120;
  now.in_target = 60;
  const auto verdict = judge(now, kTwenty, kEverybody, 1);
  const auto& target = evidence(verdict, FireSignal::TargetLanguage);
  EXPECT_EQ(target.seen, 60);
  EXPECT_EQ(target.of, 120);
  EXPECT_NEAR(target.expected, 0.5 / 85, 1e-12) << "none of eighty before";
  EXPECT_TRUE(target.fires);
  EXPECT_EQ(verdict.level, FireLevel::Grave);
}

TEST(Fire, WhereThatLanguageIsUsualItSaysNothing) {
  auto usual = kUsual;
  usual.texts = 20;
  usual.in_target = 10;
  const std::vector<FireCounts> history(20, usual);
  auto now = usual;
  now.texts = 24;
  now.in_target = 12;
  EXPECT_FALSE(evidence(judge(now, history, kEverybody, 1), FireSignal::TargetLanguage).fires);
}

TEST(Fire, NewAccountsAndCopiedTextTogetherAreGraveWhateverTheirNumber) {
  auto now = kUsual;
  now.aged = 40;
  now.fresh = 12;
  now.texts = 15;
  now.copied = 9;
  const auto verdict = judge(now, kTwenty, kEverybody, 1);
  EXPECT_TRUE(evidence(verdict, FireSignal::NewAccounts).fires);
  EXPECT_TRUE(evidence(verdict, FireSignal::CopiedText).fires);
  EXPECT_FALSE(evidence(verdict, FireSignal::Volume).fires);
  EXPECT_EQ(verdict.level, FireLevel::Grave);
  now.copied = 0;
  EXPECT_EQ(judge(now, kTwenty, kEverybody, 1).level, FireLevel::None) << "one sign of the content alone is none";
}

TEST(Fire, ThreeOfTheFirstTenWithWordsOfAQuarrelAreASign) {
  FireCounts now{.replies = 9, .texts = 9, .crisis = 3};
  EXPECT_TRUE(evidence(judge(now, kTwenty, kEverybody, 1), FireSignal::CrisisWords).fires);
  now.crisis = 1;
  EXPECT_FALSE(evidence(judge(now, kTwenty, kEverybody, 1), FireSignal::CrisisWords).fires);
}

TEST(Fire, TheFirstOfficialIsTheHighestLevelAtOnce) {
  EXPECT_EQ(judge({.replies = 1, .official = 1}, {}, {}, 1).level, FireLevel::Official);
}

}  // namespace
}  // namespace chancery::trend
