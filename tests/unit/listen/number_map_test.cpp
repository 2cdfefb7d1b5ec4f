#include "listen/number_map.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <unordered_map>

namespace chancery::listen {
namespace {

TEST(NumberMap, HoldsWhatWasSetAndForgetsWhatWasErased) {
  NumberMap map;
  EXPECT_FALSE(map.contains(7));
  map.erase(7);
  map.set(7, 1);
  map.set(7, 2);
  EXPECT_EQ(map.find(7), 2U);
  EXPECT_EQ(map.size(), 1U);
  map.set(0, 9);
  EXPECT_EQ(map.find(0), 9U) << "a hash may be nought";
  map.erase(7);
  EXPECT_FALSE(map.contains(7));
  map.clear();
  EXPECT_EQ(map.size(), 0U);
  EXPECT_FALSE(map.contains(0));
}

TEST(NumberMap, AgreesWithTheLibrarysMapThroughAThousandChanges) {
  std::mt19937 random{1};
  NumberMap map;
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    // Few homes, so that keys stand in each other's way, and round the end of the table.
    const std::uint64_t key = (random() % 40 + 1000) + (std::uint64_t{random() % 8} << 20U);
    if (random() % 2 == 0) {
      map.set(key, i);
      known[key] = i;
    } else {
      map.erase(key);
      known.erase(key);
    }
    ASSERT_EQ(map.size(), known.size());
  }
  for (std::uint64_t low = 1000; low < 1040; ++low) {
    for (std::uint64_t high = 0; high < 8; ++high) {
      const std::uint64_t key = low + (high << 20U);
      const auto expected = known.find(key);
      const auto found = map.find(key);
      ASSERT_EQ(found.has_value(), expected != known.end()) << key;
      if (found) {
        EXPECT_EQ(*found, expected->second);
      }
    }
  }
}

}  // namespace
}  // namespace chancery::listen
