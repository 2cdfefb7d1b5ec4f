#include "feeds/oddity.hpp"

#include <gtest/gtest.h>

namespace chancery::feeds {
namespace {

TEST(Oddity, FindsNothingInTextsOfTheWorld) {
  for (const char* text : {"L\u2019\u00C9tat salue l\u2019accord", "Министерство приветствует", "外務省は停戦を歓迎し",
                           "กระทรวงการต่างประเทศ", "הודעה בדבר הפסקת האש", "Υπουργείο Εξωτερικών της χώρας",
                           "ترحب الوزارة", "대한민국 외교부", "NATO and the EU", ""}) {
    EXPECT_EQ(oddity(text), 0U) << text;
  }
}

TEST(Oddity, FindsWhatAWrongEncodingMakes) {
  EXPECT_EQ(oddity("мИнИс"), 2U) << "capitals inside";
  EXPECT_EQ(oddity("ثaب"), 2U) << "two scripts";
  EXPECT_EQ(oddity("שלוםב"), 1U) << "a final letter that is not final";
  EXPECT_EQ(oddity("Ã©t"), 1U) << "a symbol inside";
  EXPECT_EQ(oddity("a\xFF"), 1U) << "no character";
}

}  // namespace
}  // namespace chancery::feeds
