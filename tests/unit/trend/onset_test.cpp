#include "trend/onset.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "trend/counts.hpp"

namespace chancery::trend {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Timestamp kMorning = *from_rfc3339("2026-11-02T09:00:00Z");

TEST(Onset, IsTheMostPeopleWithinAnHourOfTheFirstSix) {
  std::vector<OnsetPost> posts;
  const auto say = [&](int minute, std::uint64_t author) { posts.push_back({kMorning + minutes{minute}, author}); };
  for (std::uint64_t author = 1; author <= 5; ++author) say(static_cast<int>(author), author);  // five at once
  say(6, 1);  // who says it twice is one
  for (std::uint64_t author = 6; author <= 9; ++author) say(60 + static_cast<int>(author), author);  // 66 to 69
  EXPECT_EQ(onset_of(posts), 5);
  say(64, 10);  // within an hour before 64: those of 5 (author 5) and 6 (author 1), and this one
  EXPECT_EQ(onset_of(posts), 5);
  say(65, 11);
  EXPECT_EQ(onset_of(posts), 6);                                              // 64 to 69
  for (std::uint64_t author = 100; author < 150; ++author) say(361, author);  // later than six hours: no beginning
  EXPECT_EQ(onset_of(posts), 6);
  EXPECT_EQ(onset_of({}), 0);
}

TEST(Onset, WithoutOtherStoriesIsAFirstGuess) {
  const Expected guess = usual_onset({});
  EXPECT_DOUBLE_EQ(guess.value, 5);
  // 5 + 25 x (scatter 1 + doubt 1 / 4 + 1 / 20)
  EXPECT_DOUBLE_EQ(guess.variance, 37.5);
  EXPECT_TRUE(guess.known());
  // r = 25 / (37.5 - 5) = 0.77, p = 5 / 5.77 = 0.867: each person more divides the chance by about 1.15, and some 45
  // come in one story of a thousand.
  EXPECT_LT(surprise_above(30, guess.value, guess.variance), 3);
  EXPECT_GT(surprise_above(45, guess.value, guess.variance), 3);
}

TEST(Onset, IsLearnedFromOtherStoriesAndOneLoudOneMovesItLittle) {
  // Twelve stories of two people: (24 + 20) / (12 + 4) = 2.75.
  const std::vector<std::int64_t> small(12, 2);
  const Expected few = usual_onset(small);
  EXPECT_DOUBLE_EQ(few.value, 2.75);
  EXPECT_EQ(few.history, 12U);
  EXPECT_LT(few.variance, usual_onset({}).variance);
  auto one_loud = small;
  one_loud.push_back(4'000);
  // It counts as 3 x 5 people: (24 + 15 + 20) / 17.
  EXPECT_DOUBLE_EQ(usual_onset(one_loud).value, 59.0 / 17);
  // Where all are loud, loud is usual: (12 x 40 + 20) / 16.
  EXPECT_DOUBLE_EQ(usual_onset(std::vector<std::int64_t>(12, 40)).value, 31.25);
}

}  // namespace
}  // namespace chancery::trend
