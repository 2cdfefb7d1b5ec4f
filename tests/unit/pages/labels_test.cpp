#include "pages/labels.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "text/utf8.hpp"

namespace chancery::pages {
namespace {

TEST(Labels, AreCompleteInEveryLanguage) {
  for (const auto& labels : all_labels()) {
    // Labels holds string_views and nothing else.
    std::string_view fields[sizeof(Labels) / sizeof(std::string_view)];
    std::memcpy(static_cast<void*>(fields), &labels, sizeof(labels));
    for (const auto field : fields) {
      EXPECT_FALSE(field.empty()) << labels.language;
      EXPECT_TRUE(text::is_valid_utf8(field)) << labels.language;
    }
  }
  EXPECT_EQ(all_labels().size(), 6U);
}

TEST(Labels, FollowTheReaderThenTheMinistryThenEnglish) {
  EXPECT_EQ(choose_labels("fr-CH, fr;q=0.9, en;q=0.8", "ar").language, "fr");
  EXPECT_EQ(choose_labels("en;q=0.1, zh-Hant;q=0.5", "ar").language, "zh");
  EXPECT_EQ(choose_labels("nb, nn;q=0.9", "ar-EG").language, "ar");
  EXPECT_EQ(choose_labels("*", "nb").language, "en");
  EXPECT_EQ(choose_labels("fr;q=0", "es").language, "es");
  EXPECT_EQ(choose_labels(",;,;q=,", "es").language, "es");
}

TEST(Labels, KnowWhichWayALanguageIsWritten) {
  EXPECT_EQ(direction_of("ar"), "rtl");
  EXPECT_EQ(direction_of("FA-IR"), "rtl");
  EXPECT_EQ(direction_of("fr"), "ltr");
  EXPECT_EQ(direction_of(""), "ltr");
}

}  // namespace
}  // namespace chancery::pages
