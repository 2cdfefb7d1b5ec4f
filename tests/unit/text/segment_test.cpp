#include "text/segment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> cut(std::string_view text, Addresses addresses = Addresses::Skip) {
  Segmenter segmenter{addresses};
  const auto words = segmenter.words(text);
  return {words.begin(), words.end()};
}

std::string searched(std::string_view text) {
  return Segmenter{}.search_words(text);
}

TEST(Segment, CutsAtSpacesAndPunctuationWhereSpacesAreWritten) {
  EXPECT_THAT(cut("The Embassy will, alas, be CLOSED."), ElementsAre("the", "embassy", "will", "alas", "be", "closed"));
  EXPECT_THAT(cut("L'ambassade sera fermée"), ElementsAre("l", "ambassade", "sera", "fermée"));
  EXPECT_THAT(cut("¿Dónde está la embajada?"), ElementsAre("dónde", "está", "la", "embajada"));
  EXPECT_THAT(cut("Посольство — закрыто…"), ElementsAre("посольство", "закрыто"));
  EXPECT_THAT(cut("السفارة مغلقة، يوم الاثنين"), ElementsAre("السفارة", "مغلقة", "يوم", "الاثنين"));
  EXPECT_THAT(cut("दूतावास सोमवार को बंद रहेगा।"), ElementsAre("दूतावास", "सोमवार", "को", "बंद", "रहेगा"));
  EXPECT_THAT(cut("대사관은 월요일에 쉽니다"), ElementsAre("대사관은", "월요일에", "쉽니다"));
}

TEST(Segment, CutsWithADictionaryWhereNoneAreWritten) {
  EXPECT_THAT(cut("我们的大使馆星期一不开放。"), ElementsAre("我们", "的", "大", "使馆", "星期一", "不", "开放"));
  EXPECT_THAT(cut("大使館は月曜日に休みます"), ElementsAre("大使館", "は", "月曜日", "に", "休み", "ます"));
  EXPECT_THAT(cut("สถานทูตปิดวันจันทร์"), ElementsAre("สถาน", "ทูต", "ปิด", "วัน", "จันทร์"));
}

TEST(Segment, PartsScriptsThatWriteSpacesFromThoseThatDoNot) {
  EXPECT_THAT(cut("在Twitter上2024年"), ElementsAre("在", "twitter", "上", "2024", "年"));
}

TEST(Segment, TakesEveryEmojiForAWord) {
  Segmenter segmenter;
  EXPECT_THAT(segmenter.words("yes👍🏽👍 🇳🇴🇸🇪☀ 中国🎉"),
              ElementsAre("yes", "👍🏽", "👍", "🇳🇴", "🇸🇪", "☀", "中国", "🎉"));
  EXPECT_THAT(segmenter.kinds(), ElementsAre(WordKind::Word, WordKind::Symbol, WordKind::Symbol, WordKind::Symbol,
                                             WordKind::Symbol, WordKind::Symbol, WordKind::Word, WordKind::Symbol));
}

TEST(Segment, KeepsMarksWithTheirLetters) {
  EXPECT_THAT(cut("e\u0301lection Zoe\u0308"), ElementsAre("élection", "zoë"));
  EXPECT_THAT(cut("x\u0335y\u0301\u0302 ok"), ElementsAre("x\u0335ý\u0302", "ok"));
  EXPECT_THAT(cut("بِسْمِ"), ElementsAre("بِسْمِ"));
}

TEST(Segment, TellsTagsNamesAndAddresses) {
  Segmenter segmenter{Addresses::Keep};
  EXPECT_THAT(
      segmenter.words("RT @Press@MFA.example: #Cyber_Security #امن_سیبری #١٢٣ HTTPS://MFA.example/a?b=1 C# a@b.c"),
      ElementsAre("rt", "press@mfa.example", "cyber_security", "امن_سیبری", "١٢٣", "https://mfa.example/a?b=1", "c",
                  "a", "b", "c"));
  EXPECT_THAT(segmenter.kinds(),
              ElementsAre(WordKind::Word, WordKind::Name, WordKind::Tag, WordKind::Tag, WordKind::Word,
                          WordKind::Address, WordKind::Word, WordKind::Word, WordKind::Word, WordKind::Word));
}

TEST(Segment, ReadsTagsInScriptsWithoutSpacesAndWideSigns) {
  Segmenter segmenter;
  EXPECT_THAT(segmenter.words("今天＃中美关系 @Anna.example."), ElementsAre("今天", "中美关系", "anna.example"));
  EXPECT_THAT(segmenter.kinds(), ElementsAre(WordKind::Word, WordKind::Tag, WordKind::Name));
}

TEST(Segment, LeavesOutAddressesUnlessAskedToKeepThem) {
  EXPECT_THAT(cut("see https://mfa.example/closed and www.mfa.example now"), ElementsAre("see", "and", "now"));
  EXPECT_THAT(cut("看https://mfa.example/a这里", Addresses::Keep), ElementsAre("看", "https://mfa.example/a", "这里"));
  EXPECT_THAT(cut("http://", Addresses::Keep), ElementsAre("http"));
}

TEST(Segment, JoinsWordsForSearch) {
  EXPECT_EQ(searched("The  EMBASSY, is (closed)! https://mfa.example"), "the embassy is closed");
  EXPECT_EQ(searched("我们的大使馆"), "我们 的 大 使馆");
  EXPECT_EQ(searched(""), "");
  EXPECT_EQ(searched("!!!"), "");
}

TEST(Segment, LetsTheWordsOfATagBeFoundButNotOfAName) {
  EXPECT_EQ(searched("#Cyber_Security by @Anna.Example"), "cyber security by @anna.example");
  EXPECT_EQ(searched("#外交部发言人"), searched("外交部发言人"));
}

TEST(Segment, CutsTheLongestWordsAndNeverHangs) {
  using std::chrono::steady_clock;
  const auto begin = steady_clock::now();
  for (const std::string unit :
       {"a",       "é",      "م",      "中", "中国人", "あ", "ก",  "กา",      "가",   "👍",   "👨‍👩‍👧",
        "a\u0301", "\u0301", "🇳",      "#",  "@",      "#a", "@a", "http://", "\xFF", "\xEF", "#1",
        "a_",      "h",      "\u200d", "ກ",  "ខ",      "က"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    Segmenter segmenter;
    std::size_t bytes = 0;
    for (const auto word : segmenter.words(text)) {
      ASSERT_LE(word.size(), kMaxWordBytes) << unit;
      ASSERT_TRUE(is_valid_utf8(word)) << unit;
      bytes += word.size();
    }
    EXPECT_LE(bytes, 3 * text.size()) << unit;
    EXPECT_LE(segmenter.search_words(text).size(), 3 * text.size()) << unit;
  }
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds{60});
  EXPECT_EQ(cut(std::string(1000, 'a')).front().size(), kMaxWordBytes);
}

TEST(Segment, PartsWordsAtInvalidBytes) {
  EXPECT_THAT(cut("a\xFFz \xE4\xB8"), ElementsAre("a", "z"));
  EXPECT_THAT(cut("\xED\xA0\x80\xF4\x90\x80\x80"), IsEmpty());
}

TEST(Segment, ForgetsTheTextBefore) {
  Segmenter segmenter;
  static_cast<void>(segmenter.words("one two three"));
  EXPECT_THAT(segmenter.words("four"), ElementsAre("four"));
  EXPECT_EQ(segmenter.search_words("five"), "five");
  EXPECT_THAT(segmenter.words(""), IsEmpty());
  EXPECT_THAT(segmenter.kinds(), IsEmpty());
}

// The words ICU finds, without a shortcut for any script; what is no letter, mark or digit parts them further.
std::vector<std::string> cut_by_icu(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> iterator{
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status)};
  const auto folded = icu::UnicodeString::fromUTF8(fold(text));
  iterator->setText(folded);
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  std::int32_t at = 0;
  while (at < folded.length()) {
    if (iterator->isBoundary(at) != 0) flush();
    const auto c = folded.char32At(at);
    at += U16_LENGTH(c);
    if ((U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) {
      icu::UnicodeString{c}.toUTF8String(word);
    } else {
      flush();
    }
  }
  flush();
  return words;
}

TEST(Segment, FindsTheWordsIcuFinds) {
  for (const std::string text :
       {"The Embassy will, alas, be CLOSED: 24 hours (e.g. Monday).", "L’ambassade d'Haïti n'est-elle pas fermée ?",
        "Посольство буде зачинено в понеділок", "Η πρεσβεία θα είναι κλειστή τη Δευτέρα",
        "השגרירות תהיה סגורה ביום שני", "السفارة مغلقة، يوم الاثنين ٢٤ ساعة", "दूतावास सोमवार को बंद रहेगा।",
        "தூதரகம் திங்கள்கிழமை மூடப்படும்", "დესპანტა ორშაბათს დაიკეტება", "Դեսպանատունը փակ կլինի",
        "대사관은 월요일에 쉽니다", "Büyükelçilik pazartesi günü kapalıdır", "我们的大使馆星期一不开放",
        "大使館は月曜日に休みます", "สถานทูตปิดวันจันทร์", "ສະຖານທູດປິດວັນຈັນ", "ស្ថានទូតបិទថ្ងៃច័ន្ទ", "သံရုံးပိတ်သည်"}) {
    EXPECT_EQ(cut(text), cut_by_icu(text)) << text;
  }
}

}  // namespace
}  // namespace chancery::text
