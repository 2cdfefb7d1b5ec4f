#include "text/agenda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/countries.hpp"

namespace chancery::text {
namespace {

using ::testing::HasSubstr;

TEST(Topics, HaveSlugsThatAreReadBack) {
  ASSERT_EQ(topics().size(), kTopics);
  for (std::size_t i = 0; i < kTopics; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(topics()[i].topic), i);
    EXPECT_EQ(parse_topic(topics()[i].slug).value(), topics()[i].topic);
    EXPECT_FALSE(english_name(topics()[i].topic).empty());
  }
  EXPECT_EQ(parse_topic("Climate").value(), Topic::Climate);
}

TEST(Topics, NameTheNearestWhenThereIsNoneOfThatName) {
  const std::pair<const char*, const char*> slips[] = {{"climat", "climate"},
                                                       {"migrants", "migration"},
                                                       {"ai", "ai-governance"},
                                                       {"cyber", "cyber"},
                                                       {"", "did you mean"}};
  for (const auto& [text, nearest] : slips) {
    const auto topic = parse_topic(text);
    ASSERT_FALSE(topic.has_value()) << text;
    EXPECT_EQ(topic.error().code, Errc::Invalid);
    EXPECT_THAT(topic.error().hint, HasSubstr(nearest));
  }
}

TEST(Countries, AreReadByTheirCode) {
  EXPECT_EQ(countries().size(), 250U);
  EXPECT_EQ(parse_country("NO").value().alpha2(), "NO");
  EXPECT_EQ(parse_country("xk").value().alpha2(), "XK");
  for (const auto* text : {"", "N", "QQ", "Norway", "UK", "NOR", "\xFF"}) {
    const auto country = parse_country(text);
    ASSERT_FALSE(country.has_value()) << text;
    EXPECT_EQ(country.error().code, Errc::Invalid) << text;
  }
  EXPECT_THAT(parse_country("Norway").error().hint, HasSubstr("NO"));
  EXPECT_THAT(parse_country("UK").error().hint, HasSubstr("GB"));
}

TEST(Countries, HaveNamesInTheReadersLanguage) {
  const auto norway = parse_country("NO").value();
  EXPECT_EQ(country_name(norway, "en"), "Norway");
  EXPECT_EQ(country_name(norway, "fr"), "Norvège");
  EXPECT_EQ(country_name(norway, "ar"), "النرويج");
  EXPECT_EQ(country_name(norway, "qqq"), "Norway");
}

}  // namespace
}  // namespace chancery::text
