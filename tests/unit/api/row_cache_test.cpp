#include "api/row_cache.hpp"

#include <gtest/gtest.h>

namespace chancery::api {
namespace {

using namespace std::chrono_literals;
using Key = RowCache::Key;

constexpr desk::ConversationId kFirst{1};
constexpr desk::ConversationId kSecond{2};
const RowCache::Time kNow{1h};

std::string kept(RowCache& rows, const Key& key, RowCache::Time now = kNow) {
  std::string text;
  return rows.append(text, key, now) ? text : "none";
}

TEST(RowCache, KeepsARowOfTheFeedAndTheConversationAsTheyWere) {
  RowCache rows;
  EXPECT_EQ(kept(rows, {7, kFirst, 3}), "none");
  rows.put({7, kFirst, 3}, "{1}", kNow);
  EXPECT_EQ(kept(rows, {7, kFirst, 3}), "{1}");
  EXPECT_EQ(kept(rows, {7, kSecond, 3}), "none");
  EXPECT_EQ(kept(rows, {7, kFirst, 4}), "none") << "claimed meanwhile";
  EXPECT_EQ(kept(rows, {8, kFirst, 3}), "none");
}

TEST(RowCache, WhatIsNewerDrivesOutWhatIsOlderNeverTheOtherWayRound) {
  RowCache rows;
  rows.put({7, kFirst, 3}, "old", kNow);
  rows.put({8, kFirst, 3}, "new", kNow);
  rows.put({7, kFirst, 3}, "late", kNow);
  EXPECT_EQ(kept(rows, {8, kFirst, 3}), "new");
  EXPECT_EQ(kept(rows, {7, kFirst, 3}), "none");
}

TEST(RowCache, ForgetsAfterTwoSecondsWhateverHappens) {
  RowCache rows;
  rows.put({7, kFirst, 3}, "{1}", kNow);
  rows.put({7, kSecond, 1}, "{2}", kNow + 1s);
  EXPECT_EQ(kept(rows, {7, kFirst, 3}, kNow + 1999ms), "{1}");
  EXPECT_EQ(kept(rows, {7, kFirst, 3}, kNow + 2s), "none");
  rows.put({7, kSecond, 1}, "{2}", kNow + 2s);
  EXPECT_EQ(kept(rows, {7, kFirst, 3}, kNow + 2s), "none") << "all of them go together";
  EXPECT_EQ(kept(rows, {7, kSecond, 1}, kNow + 3s), "{2}");
}

}  // namespace
}  // namespace chancery::api
