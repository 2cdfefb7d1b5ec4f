#include "text/post_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "text/hashed_features.hpp"

namespace chancery::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> words_of(std::string_view text) {
  PostWords post;
  post.read(text);
  std::vector<std::string> words;
  for (const PostWord& word : post.words()) {
    std::string ascii;
    for (const char32_t c : post.characters(word)) ascii += c < 0x80 ? static_cast<char>(c) : '?';
    words.push_back(ascii);
  }
  return words;
}

std::vector<PostWordKind> kinds_of(std::string_view text) {
  PostWords post;
  post.read(text);
  std::vector<PostWordKind> kinds;
  for (const PostWord& word : post.words()) kinds.push_back(word.kind);
  return kinds;
}

TEST(PostWords, ForgetsWhoIsNamedAndWhereAnAddressLeads) {
  EXPECT_THAT(words_of("@anna.example see https://a.example/x?y=1 now"), ElementsAre("@user", "see", "http", "now"));
  EXPECT_THAT(words_of("www.a.example and http"), ElementsAre("http", "and", "http"));
}

TEST(PostWords, FoldsCaseAndCountsShoutingAndStretching) {
  PostWords post;
  post.read("SO Sooooo good");
  ASSERT_EQ(post.words().size(), 3U);
  EXPECT_TRUE(post.words()[0].shouted);
  EXPECT_FALSE(post.words()[1].shouted);
  EXPECT_TRUE(post.words()[1].elongated);
  EXPECT_EQ(post.words()[1].length, 4U);  // "sooo"
}

TEST(PostWords, TellsEmojiEmoticonsTagsAndMarksApart) {
  EXPECT_THAT(kinds_of("\xF0\x9F\x98\x80\xF0\x9F\x98\x80 :-) #peace ... <3"),
              ElementsAre(PostWordKind::Emoji, PostWordKind::Emoji, PostWordKind::Emoticon, PostWordKind::Hashtag,
                          PostWordKind::Mark, PostWordKind::Emoticon));
  EXPECT_THAT(words_of(":-)) :'( ;D it's l'amour!!!!!"), ElementsAre(":)", ":'(", ":d", "it's", "l'amour", "!!!"));
}

TEST(PostWords, ReadsWhatOlderExportsEscape) {
  EXPECT_THAT(words_of("you &amp; me can\\u2019t"), ElementsAre("you", "&", "me", "can't"));
  EXPECT_THAT(words_of("\\u12"), ElementsAre("\\", "u12"));
}

TEST(PostWords, TreatsWritingsOfOneArabicWordAlike) {
  PostWords one;
  PostWords other;
  one.read("\xD8\xA3\xD8\xAD\xD8\xA8\xD9\x83");            // with hamza
  other.read("\xD8\xA7\xD8\xAD\xD9\x8E\xD8\xA8\xD9\x83");  // without, with a vowel sign
  EXPECT_EQ(hash_characters(one.characters(one.words()[0])), hash_characters(other.characters(other.words()[0])));
}

TEST(PostWords, TakesAnyBytes) {
  EXPECT_THAT(words_of("\xFF\xC0\x80"), IsEmpty());
  EXPECT_THAT(words_of("# @ &"), ElementsAre("#", "@", "&"));
  PostWords post;
  post.read(std::string(2'000'000, 'x'));
  EXPECT_LE(post.characters().size(), PostWords::kMostBytes);
}

TEST(HashedFeatures, CountsWordsPairsAndCharacterGrams) {
  PostWords post;
  HashedFeatures features;
  post.read("ab ab");
  // Words: ab twice, "ab ab" once. Of <ab>: <a ab b> <ab ab> <ab>, each twice. Nine occurrences of words and grams,
  // eight different.
  const FeatureShape shape{.bits = 20, .word_grams = 2, .char_from = 2, .char_to = 5};
  const auto counted = features.read(post, shape, 0);
  EXPECT_EQ(counted.size(), 8U);
  std::size_t occurrences = 0;
  for (const Feature& feature : counted) occurrences += feature.count;
  EXPECT_EQ(occurrences, 2U + 1U + 2U * 6U);
}

TEST(HashedFeatures, CountsALanguagesOwnCopyOnlyWhereOneIsNamed) {
  PostWords post;
  HashedFeatures features;
  post.read("ab ab");
  const FeatureShape words{.bits = 20, .copies = FeatureShape::Copies::Words};
  EXPECT_EQ(features.read(post, words, language_seed("en")).size(), 10U);
  EXPECT_EQ(features.read(post, words, language_seed("und")).size(), 8U);
  const FeatureShape all{.bits = 20, .copies = FeatureShape::Copies::All};
  EXPECT_EQ(features.read(post, all, language_seed("en")).size(), 16U);
  EXPECT_NE(language_seed("en"), language_seed("de"));
}

}  // namespace
}  // namespace chancery::text
