#include "text/sentiment.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "text/tone.hpp"

namespace chancery::text {
namespace {

const SentimentModel& shipped() {
  static const auto model = SentimentModel::shipped();
  return model.value();
}

TEST(Sentiment, GivesProbabilitiesThatSumToOne) {
  SentimentModel::Scratch scratch;
  for (const auto* text : {"What a wonderful day, thank you!", "Horrible, I hate this", "The meeting is on Monday"}) {
    const SentimentScore score = shipped().classify(text, "en", scratch);
    EXPECT_NEAR(score.p[0] + score.p[1] + score.p[2], 1, 1e-5) << text;
    for (const float p : score.p) EXPECT_GT(p, 0) << text;
  }
}

TEST(Sentiment, OfATextWithoutAWordIsNeutral) {
  SentimentModel::Scratch scratch;
  for (const auto* text : {"", "   ", "\xFF\xFE\xFD", "\xE2\x80\x8B"}) {
    const SentimentScore score = shipped().classify(text, "en", scratch);
    EXPECT_EQ(score.sentiment, Sentiment::Neutral) << text;
    EXPECT_EQ(score.p[1], 1) << text;
  }
}

TEST(Sentiment, SurvivesAWordOfAMillionCharacters) {
  SentimentModel::Scratch scratch;
  const SentimentScore score = shipped().classify(std::string(1'000'000, 'a'), "xx", scratch);
  EXPECT_NEAR(score.p[0] + score.p[1] + score.p[2], 1, 1e-5);
  std::string pictures;
  while (pictures.size() < 1'000'000) pictures += "\xF0\x9F\x98\x80";
  EXPECT_NEAR(shipped().classify(pictures, "und", scratch).p[0] + 0, shipped().classify(pictures, "", scratch).p[0],
              1e-6);
}

TEST(Sentiment, KnowsTheLanguagesItWasTrainedOnAndTheirErrors) {
  EXPECT_TRUE(shipped().covers("en"));
  EXPECT_TRUE(shipped().covers("pt-BR"));
  EXPECT_TRUE(shipped().covers("hi-Latn"));
  EXPECT_FALSE(shipped().covers("hi"));
  EXPECT_FALSE(shipped().covers("ja"));
  EXPECT_FALSE(shipped().covers("und"));
  EXPECT_GT(shipped().confusion("en").n(), 1000);
  EXPECT_GT(shipped().confusion().n(), shipped().confusion("en").n());
  EXPECT_EQ(shipped().confusion("ja").n(), shipped().confusion().n());
}

// Of 100 truly negative texts the model calls 80 negative and 20 neutral, and so on down: then of 100 texts said to be
// 52, 30 and 18 there are 60, 20 and 20: 0.8 * 60 + 0.1 * 20 + 0.1 * 20 = 52.
TEST(Tone, UndoesAKnownConfusion) {
  Confusion confusion;
  confusion.counts = {{{80, 20, 0}, {10, 80, 10}, {10, 10, 80}}};
  const auto shares = undo_confusion({52, 30, 18}, confusion);
  EXPECT_NEAR(shares[0], 0.60, 0.005);
  EXPECT_NEAR(shares[1], 0.20, 0.005);
  EXPECT_NEAR(shares[2], 0.20, 0.005);
}

TEST(Tone, WidensItsIntervalWhereThereIsLessToGoBy) {
  const ToneEstimate few = estimate_tone(std::vector<ToneCount>{{"en", {7, 6, 7}}}, shipped());
  const ToneEstimate many = estimate_tone(std::vector<ToneCount>{{"en", {7000, 6000, 7000}}}, shipped());
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_GT(few.shares[k].high - few.shares[k].low, many.shares[k].high - many.shares[k].low);
    EXPECT_LE(many.shares[k].low, many.shares[k].share);
    EXPECT_GE(many.shares[k].high, many.shares[k].share);
  }
  // The model's own error stays, however many texts there are.
  EXPECT_GT(many.shares[0].high - many.shares[0].low, 0.01);
}

TEST(Tone, LeavesOutLanguagesWhoseErrorIsNotKnown) {
  const ToneEstimate estimate =
      estimate_tone(std::vector<ToneCount>{{"ja", {10, 10, 10}}, {"fr", {1, 2, 3}}}, shipped());
  EXPECT_EQ(estimate.uncovered, 30U);
  EXPECT_EQ(estimate.texts, 6U);
  const ToneEstimate nothing = estimate_tone({}, shipped());
  EXPECT_EQ(nothing.texts, 0U);
  EXPECT_EQ(nothing.shares[0].low, 0);
  EXPECT_EQ(nothing.shares[0].high, 1);
  EXPECT_EQ(nothing.mistaken, 0);
}

TEST(Tone, SaysHowOftenTheModelErrsInTheLanguagesOfTheTexts) {
  const auto wrong = [](const char* language) {
    const Confusion confusion = shipped().confusion(language);
    return 1 - (confusion.counts[0][0] + confusion.counts[1][1] + confusion.counts[2][2]) / confusion.n();
  };
  const auto mistaken = [](const std::vector<ToneCount>& counts) { return estimate_tone(counts, shipped()).mistaken; };
  EXPECT_DOUBLE_EQ(mistaken({{"de", {5, 5, 5}}}), wrong("de"));
  EXPECT_LT(wrong("de"), wrong("hi-Latn"));  // as its model card says
  // Three texts in four are German.
  EXPECT_NEAR(mistaken({{"de", {5, 5, 5}}, {"es", {1, 2, 2}}, {"ja", {9, 9, 9}}}),
              0.75 * wrong("de") + 0.25 * wrong("es"), 1e-12);
}

}  // namespace
}  // namespace chancery::text
