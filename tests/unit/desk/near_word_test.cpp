#include "desk/near_word.hpp"

#include <gtest/gtest.h>

#include <array>

namespace chancery::desk {
namespace {

constexpr auto kKnown = std::to_array<std::string_view>({"language", "account", "mission", "topic"});

TEST(NearWord, FindsWhatWasProbablyMeant) {
  EXPECT_EQ(nearest_word("langage", kKnown), "language");
  EXPECT_EQ(nearest_word("Topics", kKnown), "topic");
  EXPECT_EQ(nearest_word("weather", kKnown), "");
  EXPECT_EQ(nearest_word("", kKnown), "");
}

TEST(NearWord, ShowsNothingHidden) {
  EXPECT_EQ(in_quotes("a\nb"), "\"ab\"");
  EXPECT_EQ(in_quotes("a\xE2\x80\xAE"
                      "b"),
            "\"ab\"");
  EXPECT_EQ(in_quotes(std::string(39, 'x') + "éé"), "\"" + std::string(39, 'x') + "é…\"");
}

}  // namespace
}  // namespace chancery::desk
