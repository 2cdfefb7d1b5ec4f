#include "text/fold.hpp"

#include <gtest/gtest.h>

#include <string>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

TEST(Fold, MakesOneTextOfItsForms) {
  EXPECT_EQ(fold("NORWAY"), "norway");
  EXPECT_EQ(fold("STRASSE"), fold("straße"));
  EXPECT_EQ(fold("Ｎｏｒｗａｙ"), "norway");
  EXPECT_EQ(fold("ﬁnance"), "finance");
  EXPECT_EQ(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
  EXPECT_EQ(fold("e\u0301lection"), fold("Élection"));
  EXPECT_EQ(fold("ｶﾞｲﾑｼｮｳ"), fold("ガイムショウ"));
}

TEST(Fold, TakesBothTurkishLettersForOne) {
  for (const auto* spelling : {"İstanbul", "ISTANBUL", "istanbul", "ıstanbul"}) {
    EXPECT_EQ(fold(spelling), "istanbul") << spelling;
  }
}

TEST(Fold, ReadsArabicPresentationFormsAndStretchedWords) {
  EXPECT_EQ(fold("\uFEB3\uFED4\uFE8E\uFEAD\uFE93"), fold("سفارة"));
  EXPECT_EQ(fold("ســفارة"), fold("سفارة"));
  EXPECT_EQ(fold("\uFEFB"), fold("لا"));
}

TEST(Fold, DropsWhatIsInvisible) {
  EXPECT_EQ(fold("Nor\u00ADw\u200Bay\u2060"), "norway");
}

TEST(Fold, NeverFailsOnInvalidUtf8) {
  EXPECT_EQ(fold("A\xFFZ"), "a\xEF\xBF\xBDz");
  EXPECT_TRUE(is_valid_utf8(fold("\xED\xA0\x80\xC0\xAF\xF4\x90\x80\x80")));
  EXPECT_EQ(fold(""), "");
}

TEST(FoldWords, PutsOneSpaceAroundEveryWord) {
  EXPECT_EQ(fold_words("  Foreign—Ministry,\nof  NORWAY! "), " foreign ministry of norway ");
  EXPECT_EQ(fold_words("norway"), " norway ");
  EXPECT_EQ(fold_words("…!? \n"), "");
  EXPECT_EQ(fold_words(""), "");
}

TEST(FoldWords, PartsScriptsThatWriteSpacesFromThoseThatDoNot) {
  EXPECT_EQ(fold_words("G7サミットへ"), " g7 サミットへ ");
  EXPECT_EQ(fold_words("Norway大使館"), " norway 大使館 ");
  EXPECT_EQ(fold_words("Norway🇳🇴rocks"), " norway 🇳🇴 rocks ");
}

TEST(FoldWords, KeepsMarksWithTheirLetters) {
  EXPECT_EQ(fold_words("नॉर्वे का दूतावास"), " नॉर्वे का दूतावास ");
  EXPECT_EQ(fold_words("שָׁלוֹם"), " " + fold("שָׁלוֹם") + " ");
}

TEST(FoldWords, GivesTheSameWithReusedMemory) {
  WordFolder folder;
  for (const auto* text : {"A long enough text, with words", "", "b", "日本 x", "\xFF"}) {
    EXPECT_EQ(folder.fold_words(text), fold_words(text)) << text;
  }
}

TEST(FoldWords, KnowsWhichScriptsWriteNoSpaces) {
  for (const char32_t c : {U'本', U'あ', U'ー', U'々', U'한', U'ท', U'ລ', U'ខ', U'မ', U'😀'}) {
    EXPECT_TRUE(is_unspaced(c)) << static_cast<unsigned>(c);
  }
  for (const char32_t c : {U'a', U'й', U'ع', U'א', U'न', U'7', U'-'}) {
    EXPECT_FALSE(is_unspaced(c)) << static_cast<unsigned>(c);
  }
}

}  // namespace
}  // namespace chancery::text
