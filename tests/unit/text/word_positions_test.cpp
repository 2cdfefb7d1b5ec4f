#include "text/word_positions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "text/fold.hpp"

namespace chancery::text {
namespace {

// The number of the word `part` begins in.
std::uint32_t position(std::string_view text, std::string_view part) {
  const std::string words = fold_words(text);
  WordPositions positions;
  positions.read(words);
  const auto at = words.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return positions.at(at);
}

TEST(WordPositions, CountsTheWordsBetweenSpaces) {
  EXPECT_EQ(position("The embassy, in Oslo", "the"), 1U);
  EXPECT_EQ(position("The embassy, in Oslo", "embassy"), 2U);
  EXPECT_EQ(position("The embassy, in Oslo", "oslo"), 4U);
  EXPECT_EQ(position("зa посольство", "посольство"), 2U);
  EXPECT_EQ(position("서울 대사관 앞", "앞"), 3U);
}

TEST(WordPositions, ReckonsWordsWhereNoneAreWritten) {
  EXPECT_EQ(position("日本大使館", "日"), 1U);
  EXPECT_EQ(position("日本大使館", "大"), 2U);
  EXPECT_EQ(position("日本大使館", "館"), 3U);
  EXPECT_EQ(position("日本 oslo 大使館", "oslo"), 2U);
  EXPECT_EQ(position("日本 oslo 大使館", "館"), 4U);
  EXPECT_EQ(position("กระทรวงการ", "ทรวง"), 1U);
  EXPECT_EQ(position("กระทรวงการ", "การ"), 2U);
  EXPECT_EQ(position("😀🔥💙", "💙"), 3U);
}

TEST(WordPositions, ReadsNothingFromNothing) {
  WordPositions positions;
  positions.read("");
  positions.read("   ");
  SUCCEED();
}

}  // namespace
}  // namespace chancery::text
