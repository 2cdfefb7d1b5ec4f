#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "support/fixed_clock.hpp"

namespace chancery {
namespace {

using namespace std::chrono_literals;

TEST(IdSource, NeverStepsBackWhenTheClockDoes) {
  test::FixedClock clock;
  IdSource ids{clock, 7};
  const auto before = ids.next();
  clock.advance(-24h);
  const auto after = ids.next();
  EXPECT_GT(after, before);
}

TEST(IdSource, GoesOnAboveWhatIsStored) {
  test::FixedClock clock;
  IdSource ids{clock, 7};
  const auto stored = ids.next() + 1'000'000'000'000;
  ids.never_below(stored);
  EXPECT_GT(ids.next(), stored);
}

TEST(IdSource, IsUniqueAcrossThreads) {
  const test::FixedClock clock;
  IdSource ids{clock, 7};
  std::vector<std::vector<std::int64_t>> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& own : made) {
      threads.emplace_back([&ids, &own] {
        for (int i = 0; i < 2'000; ++i) own.push_back(ids.next());
      });
    }
  }
  std::set<std::int64_t> all;
  for (const auto& own : made) all.insert(own.begin(), own.end());
  EXPECT_EQ(all.size(), 8'000U);
  EXPECT_GT(*all.begin(), 0);
}

TEST(ParseId, TakesPositiveDecimalsAlone) {
  EXPECT_EQ(parse_id("42").value(), 42);
  EXPECT_EQ(parse_id("9223372036854775807").value(), INT64_MAX);
  for (const auto* text : {"", "0", "-1", "042", "1x", " 1", "9223372036854775808", "١"}) {
    const auto id = parse_id(text);
    ASSERT_FALSE(id.has_value()) << text;
    EXPECT_EQ(id.error().code, Errc::NotFound);
  }
}

}  // namespace
}  // namespace chancery
