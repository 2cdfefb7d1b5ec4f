#include "listen/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chancery::listen {
namespace {

using ::testing::Each;

// A post by each of the authors [from, to).
Count count(std::uint64_t from, std::uint64_t to) {
  Count made;
  for (std::uint64_t author = from; author < to; ++author) made.add(author);
  return made;
}

TEST(ShownWatches, GuardOverlapsHoweverManyWatchesThereAre) {
  constexpr std::size_t kWatches = 200;
  Tally tally;
  for (std::size_t i = 0; i < kWatches; ++i) {
    tally.together[{static_cast<std::int64_t>(i) + 1}] = count(i * 100, i * 100 + 20);
  }
  EXPECT_THAT(shown_watches(tally, kWatches), Each(std::optional<std::int64_t>{20}));
  tally.together[{1, 2}] = count(90'000, 90'001);  // one person whom both heard
  auto shown = shown_watches(tally, kWatches);
  EXPECT_EQ(shown[0], std::nullopt);
  EXPECT_EQ(shown[1], std::nullopt);
  shown.erase(shown.begin(), shown.begin() + 2);
  EXPECT_THAT(shown, Each(std::optional<std::int64_t>{20}));
}

}  // namespace
}  // namespace chancery::listen
