#include "text/lexicon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace chancery::text {
namespace {

using ::testing::HasSubstr;

LexiconReading read(const Lexicon& lexicon, std::string_view text, std::string_view language) {
  PostWords post;
  post.read(text);
  return lexicon.read(post, lexicon.column(language));
}

Lexicon small() {
  Lexicon lexicon({"en", "de"});
  EXPECT_TRUE(
      lexicon.add("en", "# words\ngood\t3\nawful\t-3\nlove*\t4\nnot\tnot\nvery\tvery\nthank you\t2\n").has_value());
  EXPECT_TRUE(lexicon.add("de", "gift\t-3\n").has_value());
  EXPECT_TRUE(lexicon.add("en", "gift\t2\n").has_value());
  EXPECT_TRUE(lexicon.add("", "\xF0\x9F\x98\x80\t2\n:(\t-2\n").has_value());
  return lexicon;
}

TEST(Lexicon, SumsScoresOfWordsBeginningsPhrasesAndPictures) {
  const Lexicon lexicon = small();
  EXPECT_EQ(read(lexicon, "Good but awful", "en").positive, 3);
  EXPECT_EQ(read(lexicon, "Good but awful", "en").negative, 3);
  EXPECT_EQ(read(lexicon, "a LOVELY thing", "en").positive, 4);
  EXPECT_EQ(read(lexicon, "thank you", "en").positive, 2);
  const auto pictures = read(lexicon, "\xF0\x9F\x98\x80 :((", "de");
  EXPECT_EQ(pictures.pictures_positive, 2);
  EXPECT_EQ(pictures.pictures_negative, 2);
}

TEST(Lexicon, TurnsRoundWhatIsDeniedAndAddsToWhatIsStressed) {
  const Lexicon lexicon = small();
  EXPECT_EQ(read(lexicon, "not good", "en").negative, 1.5);
  EXPECT_EQ(read(lexicon, "not a b c d good", "en").positive, 3);
  EXPECT_EQ(read(lexicon, "very good", "en").positive, 4.5);
  EXPECT_EQ(read(lexicon, "goooood", "en").positive, 3);
}

TEST(Lexicon, KnowsOneSpellingInTwoLanguages) {
  Lexicon lexicon = small();
  EXPECT_EQ(read(lexicon, "gift", "en").positive, 2);
  EXPECT_EQ(read(lexicon, "gift", "de").negative, 3);
  EXPECT_EQ(read(lexicon, "gift", "und").negative, 0.5);  // the mean of 2 and -3
  EXPECT_EQ(read(lexicon, "good", "de").hits, 0);
  lexicon.inherit("de", "en");
  EXPECT_EQ(read(lexicon, "good", "de").positive, 3);
  EXPECT_EQ(read(lexicon, "gift", "de").negative, 3);
}

TEST(Lexicon, NamesTheLineItCannotRead) {
  Lexicon lexicon({"en"});
  for (const auto* bad : {"good\t6", "good", "\t3", "one two three\t1", "good\tgreat", "good 3"}) {
    const auto added = lexicon.add("en", std::string{"fine\t1\n"} + bad + "\n");
    ASSERT_FALSE(added.has_value()) << bad;
    EXPECT_THAT(added.error().hint, HasSubstr("line 2")) << bad;
  }
  EXPECT_FALSE(lexicon.add("fr", "bon\t2\n").has_value());
}

TEST(Lexicon, OfThisRepositoryIsReadableInEveryLanguage) {
  const std::filesystem::path folder = std::filesystem::path{CHANCERY_SOURCE} / "src/text/lexicon";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    std::stringstream tsv;
    tsv << in.rdbuf();
    Lexicon lexicon({"xx"});
    const auto added = lexicon.add("xx", tsv.str());
    EXPECT_TRUE(added.has_value()) << entry.path() << ": " << added.error().hint;
    EXPECT_GT(lexicon.size(), 100U) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 9U);
}

}  // namespace
}  // namespace chancery::text
