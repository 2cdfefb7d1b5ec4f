#include "base/colour.hpp"

#include <gtest/gtest.h>

#include "base/config.hpp"

namespace chancery {
namespace {

TEST(Colour, IsReadAndWrittenInHexadecimal) {
  const auto navy = Colour::parse("#1D3A6b");
  ASSERT_TRUE(navy.has_value());
  EXPECT_EQ(*navy, (Colour{0x1d, 0x3a, 0x6b}));
  EXPECT_EQ(navy->text(), "#1d3a6b");
  for (const auto* text : {"", "#", "navy", "#1d3a6", "#1d3a6bc", "1d3a6b0", "#1d3a6g", "#-1d3a6"}) {
    const auto none = Colour::parse(text);
    ASSERT_FALSE(none.has_value()) << text;
    EXPECT_NE(none.error().hint.find("#1d3a6b"), std::string::npos) << text;
  }
}

TEST(Colour, ContrastIsThatOfWcag) {
  EXPECT_NEAR(contrast({0, 0, 0}, {255, 255, 255}), 21, 0.001);
  EXPECT_NEAR(contrast({255, 255, 255}, {0x76, 0x76, 0x76}), 4.54, 0.01);  // the greyest grey one may read on white
  EXPECT_NEAR(contrast({9, 9, 9}, {9, 9, 9}), 1, 0.001);
}

TEST(Colour, IsLightenedUntilItCanBeReadInTheDark) {
  constexpr Colour kInk{0x0f, 0x16, 0x22};
  for (const Colour colour : {Colour{0x1d, 0x3a, 0x6b}, Colour{0, 0, 0}, Colour{0xa3, 0x28, 0x1e}}) {
    EXPECT_GE(contrast(lightened_for(colour, kInk), kInk), 7) << colour.text();
  }
}

TEST(Config, RefusesAnAccentNobodyCanRead) {
  EXPECT_TRUE(parse_config("[appearance]\naccent = \"#0a5c36\"\n", "chancery.toml").has_value());
  const auto yellow = parse_config("[appearance]\naccent = \"#ffd700\"\n", "chancery.toml");
  ASSERT_FALSE(yellow.has_value());
  EXPECT_NE(yellow.error().hint.find("darker"), std::string::npos) << yellow.error().hint;
  EXPECT_FALSE(parse_config("[appearance]\naccent = \"gold\"\n", "chancery.toml").has_value());
}

}  // namespace
}  // namespace chancery
