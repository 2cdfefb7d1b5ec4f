#include "text/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery::text {
namespace {

TEST(Utf8, AcceptsEveryLengthAndRefusesWhatTheStandardRefuses) {
  for (const auto* valid : {"", "a", "é", "中", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_valid_utf8(valid)) << valid;
  }
  const std::string ill_formed[] = {"\x80",              // a continuation alone
                                    "\xC0\xAF",          // overlong
                                    "\xE0\x80\xAF",      // overlong
                                    "\xED\xA0\x80",      // a surrogate
                                    "\xF4\x90\x80\x80",  // past U+10FFFF
                                    "\xF8\x88\x80\x80\x80",
                                    "\xE4\xB8",  // cut
                                    "ok\xFF"};
  for (const auto& bytes : ill_formed) EXPECT_FALSE(is_valid_utf8(bytes));
}

TEST(Utf8, RepairsWhatIsIllFormedAndLeavesTheRest) {
  EXPECT_EQ(repair_utf8("grüß 中"), "grüß 中");
  EXPECT_EQ(repair_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(repair_utf8("a\xE4\xB8"), "a\xEF\xBF\xBD");
  EXPECT_TRUE(is_valid_utf8(repair_utf8("\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80")));
}

TEST(Utf8, CountsCharactersAndCutsBetweenThem) {
  EXPECT_EQ(count_characters("aé中😀"), 4U);
  EXPECT_EQ(count_characters("a\xFF\xFF"), 3U);
  EXPECT_EQ(cut_at_character("a中b", 4), "a中");
  EXPECT_EQ(cut_at_character("a中b", 3), "a");
  EXPECT_EQ(cut_at_character("a中b", 2), "a");
  EXPECT_EQ(cut_at_character("中", 0), "");
  EXPECT_EQ(cut_at_character("abc", 9), "abc");
  EXPECT_EQ(cut_at_character(std::string(10, '\x80'), 5).size(), 5U);
}

TEST(Utf8, TakesOutOrShowsWhatTurnsTextAround) {
  const std::string name = "invoice\u202Egpj.exe\u2069";
  EXPECT_TRUE(has_bidi_controls(name));
  EXPECT_FALSE(has_bidi_controls("سفارة النرويج 中 \u200F"));
  EXPECT_EQ(strip_bidi_controls(name), "invoicegpj.exe");
  EXPECT_EQ(show_bidi_controls(name), "invoice[U+202E]gpj.exe[U+2069]");
  EXPECT_EQ(strip_bidi_controls("a\xFF\u202Ez"), "a\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace chancery::text
