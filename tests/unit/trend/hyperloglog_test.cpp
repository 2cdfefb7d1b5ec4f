#include "trend/hyperloglog.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace chancery::trend {
namespace {

HyperLogLog counted(std::uint64_t seed, std::size_t authors) {
  std::mt19937_64 random(seed);
  HyperLogLog result;
  for (std::size_t i = 0; i < authors; ++i) result.add(random());
  return result;
}

TEST(HyperLogLog, IsExactForFewSoThatTenMeansTen) {
  HyperLogLog authors;
  EXPECT_EQ(authors.count(), 0U);
  for (std::uint64_t i = 1; i <= HyperLogLog::kExact; ++i) {
    authors.add(i);
    authors.add(i);
    EXPECT_EQ(authors.count(), i);
    EXPECT_EQ(authors.at_least(10), i >= 10);
  }
  EXPECT_TRUE(authors.is_exact());
  authors.add(HyperLogLog::kExact + 1);
  EXPECT_FALSE(authors.is_exact());
  EXPECT_NEAR(authors.estimate(), 65, 4);
}

TEST(HyperLogLog, ErrsByLessThanTwoInAHundredOverManySeeds) {
  for (const std::size_t authors : {100, 1'000, 5'000, 12'000, 40'000, 200'000}) {
    double squares = 0;
    double sum = 0;
    constexpr int kSeeds = 40;
    for (int seed = 0; seed < kSeeds; ++seed) {
      const double error = counted(static_cast<std::uint64_t>(seed) * 7919 + authors, authors).estimate() /
                               static_cast<double>(authors) -
                           1;
      squares += error * error;
      sum += error;
    }
    EXPECT_LT(std::sqrt(squares / kSeeds), 0.02) << authors;
    EXPECT_LT(std::abs(sum / kSeeds), 0.008) << authors << ": biased";
  }
}

TEST(HyperLogLog, TakesHashesOfAnyQuality) {
  HyperLogLog authors;
  for (std::uint64_t i = 0; i < 10'000; ++i) authors.add(i * 4096);
  EXPECT_NEAR(authors.estimate(), 10'000, 500);
}

TEST(HyperLogLog, MergesToTheUnionInAnyOrder) {
  HyperLogLog few;
  for (std::uint64_t i = 0; i < 20; ++i) few.add(i);
  HyperLogLog some;
  for (std::uint64_t i = 10; i < 30; ++i) some.add(i);
  HyperLogLog both = few;
  both.merge(some);
  EXPECT_TRUE(both.is_exact());
  EXPECT_EQ(both.count(), 30U);

  const HyperLogLog many = counted(1, 3'000);
  HyperLogLog a = many;
  a.merge(both);
  HyperLogLog b = both;
  b.merge(many);
  EXPECT_EQ(a, b);
  EXPECT_NEAR(a.estimate(), 3'030, 200);
  HyperLogLog again = a;
  again.merge(many);
  EXPECT_EQ(again, a);
}

TEST(HyperLogLog, ComesBackFromItsBytesWhateverItsSize) {
  for (const std::size_t authors : {0, 1, 64, 65, 900, 5'000, 100'000}) {
    const HyperLogLog before = counted(3, authors);
    const std::string bytes = before.save();
    EXPECT_LE(bytes.size(), 3'100U) << authors;
    const auto after = HyperLogLog::restore(bytes);
    ASSERT_TRUE(after.has_value()) << authors;
    EXPECT_EQ(*after, before) << authors;
  }
}

TEST(HyperLogLog, RefusesBytesThatAreNotItsOwn) {
  const std::string bytes = counted(3, 40).save();
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const auto read = HyperLogLog::restore(bytes.substr(0, cut));
    ASSERT_FALSE(read.has_value()) << cut;
    EXPECT_EQ(read.error().code, Errc::Malformed);
    EXPECT_NE(read.error().hint.find("start anew"), std::string::npos);
  }
  EXPECT_FALSE(HyperLogLog::restore(bytes + "x").has_value());
  EXPECT_FALSE(HyperLogLog::restore("HLL9" + bytes.substr(4)).has_value());
  EXPECT_FALSE(HyperLogLog::restore(std::string("HLL1\x03", 5)).has_value());
}

}  // namespace
}  // namespace chancery::trend
