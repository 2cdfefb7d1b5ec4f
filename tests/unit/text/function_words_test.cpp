#include "text/function_words.hpp"

#include <gtest/gtest.h>

#include "text/fold.hpp"

namespace chancery::text {
namespace {

TEST(FunctionWords, HoldSentencesTogetherInTheirLanguageAlone) {
  const FunctionWords words;
  EXPECT_TRUE(words.holds("en", "could"));
  EXPECT_TRUE(words.holds("en-GB", "the"));
  EXPECT_TRUE(words.holds("fr", fold("Été")));
  EXPECT_TRUE(words.holds("ar", "منذ"));
  EXPECT_TRUE(words.holds("es", "todos"));
  EXPECT_TRUE(words.holds("hi-Latn", "nahi"));
  EXPECT_FALSE(words.holds("en", "harbour"));
  EXPECT_FALSE(words.holds("de", "could"));
  EXPECT_FALSE(words.holds("und", "the"));
}

TEST(FunctionWords, ALetterAloneTellsNothingAnywhere) {
  const FunctionWords words;
  for (const char* letter : {"a", "l", "n", "و", "я"}) EXPECT_TRUE(words.holds("und", letter)) << letter;
  EXPECT_FALSE(words.holds("ja", "港")) << "a word";
  EXPECT_FALSE(words.holds("en", "7"));
  EXPECT_FALSE(words.holds("en", ""));
}

}  // namespace
}  // namespace chancery::text
