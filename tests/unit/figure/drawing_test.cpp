#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "figure/axis.hpp"
#include "figure/label_places.hpp"
#include "figure/number.hpp"
#include "figure/plots.hpp"
#include "figure/report.hpp"
#include "figure/svg.hpp"

namespace chancery::figure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Number, IsWrittenTheSameEverywhere) {
  EXPECT_EQ(fixed(-0.001, 2), "0.00");
  EXPECT_EQ(fixed(1234.5, 1), "1234.5");
  EXPECT_EQ(shortest(2.50, 2), "2.5");
  EXPECT_EQ(shortest(100, 2), "100");
  EXPECT_EQ(grouped(1133), "1,133");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(12'345'678), "12,345,678");
  EXPECT_EQ(percent(0.4545), "45.5\u00a0%");
  EXPECT_EQ(magnitude(2e12), "2tn");
  EXPECT_EQ(magnitude(1.5e9), "1.5bn");
  EXPECT_EQ(magnitude(20'000), "20k");
  EXPECT_EQ(magnitude(5), "5");
  EXPECT_EQ(magnitude(0.01), "0.01");
  EXPECT_EQ(significant(1.0 / 3), "0.3333333");
}

TEST(Axis, HasRoundNumbers) {
  EXPECT_THAT(ticks({0, 1, false}, 5), ElementsAre(0, 0.2, testing::DoubleEq(0.4), testing::DoubleEq(0.6), 0.8, 1));
  EXPECT_THAT(ticks({1, 200, true}), ElementsAre(1, 2, 5, 10, 20, 50, 100, 200));
  EXPECT_THAT(ticks({3e8, 2e13, true}), ElementsAre(1e9, 1e10, 1e11, 1e12, 1e13));
  EXPECT_DOUBLE_EQ((Axis{1, 100, true}).place(10), 0.5);
  const auto one = axis_for({7, 7}, true);
  EXPECT_LT(one.from, 7);
  EXPECT_GT(one.to, 7);
}

TEST(Svg, LetsNoNameBreakOut) {
  Svg svg({.id = "ego", .width = 10, .height = 10, .title = "A & B", .description = "<x>"});
  svg.text({1, 2.005}, "</text><script>", "small");
  svg.mark(Shape::Square, {1, 1}, 1, "c0", "\"quoted\"\x01");
  const auto text = svg.inline_markup();
  EXPECT_THAT(text, HasSubstr("&lt;/text&gt;&lt;script&gt;"));
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_THAT(text, HasSubstr("<title>&quot;quoted&quot;</title>"));
  EXPECT_THAT(text, HasSubstr("aria-labelledby=\"ego-title ego-description\""));
  EXPECT_THAT(text, HasSubstr("<desc id=\"ego-description\">&lt;x&gt;</desc>"));
  EXPECT_THAT(text, Not(HasSubstr("<style>")));
  EXPECT_THAT(svg.document(), HasSubstr("<style>"));
  EXPECT_EQ(escaped("a\xff"), "a\ufffd");
}

TEST(LabelPlaces, LetNoNameCoverAnother) {
  LabelPlaces room(0, 0, 200, 40);
  const auto first = room.find({10, 20}, 3, "Germany", 12);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->anchor, Anchor::Start);
  const auto second = room.find({12, 20}, 3, "France", 12);
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(second->at.y, first->at.y);
  EXPECT_FALSE(room.find({10, 20}, 3, std::string(200, 'x'), 12).has_value());
}

TEST(Scatter, NamesOutliersAndDrawsTheLine) {
  Scatter scatter{.head = {.id = "gdp", .title = "t", .description = "d"},
                  .x_title = "GDP",
                  .y_title = "followers",
                  .x_logarithmic = true,
                  .y_logarithmic = true,
                  .points = {{1e9, 2, "Bhutan", true, 1}, {1e12, 40, "Germany"}, {1e13, 1, "Nowhere", true, -1}}};
  scatter.line = Scatter::Line{{1e9, 3}, {1e13, 50}};
  const auto text = draw(scatter).inline_markup();
  EXPECT_THAT(text, HasSubstr(">Bhutan</text>"));
  EXPECT_THAT(text, HasSubstr("small soft halo"));
  EXPECT_THAT(text, HasSubstr("<title>Germany</title>"));
  EXPECT_THAT(text, HasSubstr("class=\"fit\""));
  EXPECT_THAT(text, HasSubstr("1bn"));
}

TEST(Bars, ShowTheirIntervalAndWhatIsWithheld) {
  const auto text = draw(ShareBars{.head = {.id = "b", .title = "t", .description = "d"},
                                   .bars = {{"Follows nobody", "39 of 264", 0.148, std::pair(0.11, 0.196)},
                                            {"Too few", "withheld", std::nullopt, std::nullopt}}})
                        .inline_markup();
  EXPECT_THAT(text, HasSubstr("class=\"whisker\""));
  EXPECT_THAT(text, HasSubstr("withheld"));
  EXPECT_THAT(text, HasSubstr("20\u00a0%"));
}

TEST(Bars, DrawNoIntervalWhereThereIsNone) {
  const auto text = draw(ShareBars{.head = {.id = "b", .title = "t", .description = "d"},
                                   .bars = {{"Personal", "39 of 264", 0.148, std::nullopt}}})
                        .inline_markup();
  EXPECT_THAT(text, HasSubstr("class=\"bar\""));
  EXPECT_THAT(text, Not(HasSubstr("class=\"whisker\"")));
}

TEST(Report, IsOneFileWithNothingToLoad) {
  Report report({.house = "Chancery", .title = "Who <follows> whom", .lead = "l", .facts = {{"Accounts", "3"}}});
  report.section("census", "Census");
  report.paragraph("a & b");
  report.table({.caption = "Accounts", .columns = {{"Name"}, {"Followed by", true}}, .rows = {{"<b>", "3"}}});
  report.figure(Svg({.id = "x", .width = 1, .height = 1}), "A dot");
  const auto html = report.html();
  EXPECT_THAT(html, HasSubstr("<title>Who &lt;follows&gt; whom</title>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#census\">"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\"><bdi>&lt;b&gt;</bdi></th><td class=\"n\"><bdi>3</bdi></td>"));
  EXPECT_THAT(html, HasSubstr("Figure 1."));
  EXPECT_THAT(html, HasSubstr("Table 1."));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("src=")));
  EXPECT_THAT(html, Not(HasSubstr("@import")));
}

TEST(Report, SaysUnderItsLeadWhatMayChangeItsMeaning) {
  Report::Head head{.house = "Chancery", .title = "t", .lead = "What was found."};
  head.cautions.push_back({"3 lines of <a>.csv could not be used.", "data"});
  Report report(head);
  report.section("data", "The data");
  report.table({.caption = "Input", .columns = {{"File"}, {.name = "SHA-256", .hash = true}}, .rows = {{"a", "0f"}}});
  const auto html = report.html();
  EXPECT_THAT(html, HasSubstr("<p class=\"note alert\">3 lines of &lt;a&gt;.csv could not be used. See <a "
                              "href=\"#data\">The data</a>.</p>\n</div>\n<nav"));
  EXPECT_THAT(html, HasSubstr("<td class=\"hash\"><bdi>0f</bdi></td>"));
}

TEST(Report, CountsLinesByFile) {
  const auto text = [](std::vector<UnusedLines> files) { return told(files); };
  EXPECT_EQ(text({}), "");
  EXPECT_EQ(text({{"a.csv", 0}}), "");
  EXPECT_EQ(text({{"a.csv", 1}, {"b.csv", 0}}), "1 line of a.csv could not be used as it stands.");
  EXPECT_EQ(text({{"a.csv", 3}, {"b.csv", 1}, {"c.csv", 2}}),
            "3 lines of a.csv, 1 line of b.csv and 2 lines of c.csv could not be used as they stand.");
}

}  // namespace
}  // namespace chancery::figure
