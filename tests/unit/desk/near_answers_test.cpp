#include "desk/near_answers.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/desk/histories.hpp"

namespace chancery::desk {
namespace {

using testing::kMonday;

double idf(std::string_view word) {
  return word == "the" ? 0.0 : 2.0;
}

TEST(NearAnswers, AsksForTheRarestWordsAlone) {
  const auto documents = [](std::string_view word) {
    return word == "visa" ? 900 : word == "the" ? 90'000 : word == "new" ? 0 : 12;
  };
  EXPECT_EQ(asked_for({{"the", "visa", "fee", "fee", "new"}, {}}, documents, 100'000),
            (std::vector<std::string>{"fee", "visa"}));
  QuestionWords many;
  for (char c = 'a'; c < 'k'; ++c) many.words.emplace_back(1, c);
  EXPECT_EQ(asked_for(many, documents, 100'000).size(), kWordsAskedFor);
  EXPECT_TRUE(asked_for({{"visa"}, {}}, documents, 50'000).empty()) << "900 of 50,000 is more than one in a hundred";
}

TEST(NearAnswers, RanksByWordsAgeAndTopic) {
  const QuestionWords question{{"visa", "fee", "the"}, {"visa"}};
  const std::vector<AnsweredQuestion> answered{
      {1, {{"visa", "fee"}, {}}, kMonday},
      {2, {{"visa", "fee"}, {}}, kMonday - std::chrono::days{180}},
      {3, {{"visa", "photo"}, {"visa"}}, kMonday},
      {4, {{"climate", "the"}, {"visa"}}, kMonday},
      {5, {{"visa", "fee"}, {}}, kMonday - std::chrono::days{720}},
  };
  const auto found = near(question, answered, idf, kMonday);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].first, 1);
  EXPECT_NEAR(found[0].second, 1.0, 1e-9);
  EXPECT_EQ(found[1].first, 3);
  EXPECT_NEAR(found[1].second, 0.6, 1e-9) << "half of the words, and the topic";
  EXPECT_NEAR(found[2].second, 0.5, 1e-9) << "half a year old";
  EXPECT_EQ(near(question, answered, idf, kMonday, 1).size(), 1U);
  EXPECT_TRUE(near({}, answered, idf, kMonday).empty());
}

}  // namespace
}  // namespace chancery::desk
