#include "listen/figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/listen/heard_world.hpp"

namespace chancery::listen {
namespace {

using std::chrono::hours;
using test::norlandia;
using test::World;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FiguresTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // Half past an hour, so that "an hour ago" is another cell.
    world.listen().clock.set(start_of_hour(world.now()) + std::chrono::minutes{30});
    world.chancery().clock.set(world.now());
    ASSERT_TRUE(world.add_watch(norlandia(world.now())).has_value());
    world.start();
  }
  void hear(int authors, hours ago, int first = 0, const std::string& text = "Good news from Norlandia today") {
    ASSERT_TRUE(world.store(world.crowd(authors, world.now() - ago, first, text)).has_value());
  }
  [[nodiscard]] std::optional<std::int64_t> at(const Figures& figures, hours ago) const {
    for (const auto& hour : figures.by_hour) {
      if (hour.from == start_of_hour(world.now() - ago)) return hour.matched;
    }
    ADD_FAILURE() << "no such hour";
    return std::nullopt;
  }
  World world;
};

TEST_F(FiguresTest, SayWhatToExpectFromTheFourthHourOnAndHowLittleThatIsWorth) {
  for (int hour = 0; hour < 6; ++hour) {
    hear(12, hours{0}, 100 * hour);
    world.advance(hours{1});
  }
  const Figures day = world.figures_of();
  const auto& rows = day.by_hour;
  ASSERT_EQ(rows.size(), 25U);  // six heard, then the running one, at its end
  for (std::size_t i = 0; i < 21; ++i) EXPECT_FALSE(rows[i].expected.has_value()) << i;
  for (std::size_t i = 21; i < 24; ++i) {
    ASSERT_TRUE(rows[i].expected.has_value()) << i;
    EXPECT_NEAR(rows[i].expected->value, 12, 0.5) << i;
    EXPECT_LE(rows[i].expected->lower, 1) << i;
    EXPECT_GE(rows[i].expected->upper, 28) << i;
  }
  EXPECT_NEAR(rows[24].expected->value, 6, 0.3) << "half of the running hour is over";
  EXPECT_FALSE(day.expected.has_value()) << "of the first three hours nothing was expected";
  const Figures hour = world.figures_of(hours{1});
  ASSERT_TRUE(hour.expected.has_value());
  EXPECT_NEAR(hour.expected->value, 18, 0.8);
}

// Who could see what the next hour was expected to hold could compute the one before from it.
TEST_F(FiguresTest, ExpectNothingFromHoursThatAreHidden) {
  for (int hour = 0; hour < 4; ++hour) {
    hear(12, hours{0}, 100 * hour);
    world.advance(hours{1});
  }
  const auto after = [&](int people) {
    hear(people, hours{0}, 1000);
    world.advance(hours{1});
    return world.figures_of();
  };
  const Figures figures = after(3);
  ASSERT_EQ(at(figures, hours{1}), std::nullopt);
  ASSERT_TRUE(figures.by_hour[23].expected.has_value());
  // The hours shown before alone speak of the running one: the same value an hour later, though three people spoke.
  EXPECT_NEAR(figures.by_hour[24].expected->value, figures.by_hour[23].expected->value / 2, 0.1);
}

TEST_F(FiguresTest, AreEmptyBeforeAnythingWasHeard) {
  const Figures figures = world.figures_of();
  EXPECT_FALSE(figures.arriving);
  EXPECT_TRUE(figures.withheld);
  EXPECT_EQ(figures.matched, std::nullopt);
}

TEST_F(FiguresTest, AreWithheldUnderTenAuthorsHoweverManyPosts) {
  hear(9, hours{0});
  hear(9, hours{1});
  const Figures figures = world.figures_of();
  EXPECT_TRUE(figures.arriving);
  EXPECT_TRUE(figures.withheld);
  EXPECT_EQ(figures.matched, std::nullopt);
  EXPECT_EQ(figures.authors, std::nullopt);
  EXPECT_THAT(figures.by_hour, IsEmpty());
  EXPECT_THAT(figures.by_language, IsEmpty());
  EXPECT_TRUE(world.posts_of().withheld);
  EXPECT_THAT(world.posts_of().posts, IsEmpty());
}

TEST_F(FiguresTest, AreShownFromTheTenthAuthorOn) {
  hear(9, hours{0});
  hear(1, hours{0}, 9);
  const Figures figures = world.figures_of();
  EXPECT_FALSE(figures.withheld);
  EXPECT_EQ(figures.matched, 10);
  EXPECT_EQ(figures.authors, 10);
  ASSERT_EQ(figures.by_hour.size(), 25U) << "24 whole hours and the running one";
  EXPECT_EQ(at(figures, hours{0}), 10);
  EXPECT_EQ(at(figures, hours{1}), std::nullopt) << "nobody is fewer than ten";
  ASSERT_EQ(figures.by_language.size(), 1U);
  EXPECT_EQ(figures.by_language[0].value, "en");
  EXPECT_EQ(figures.by_language[0].matched, 10);
  EXPECT_EQ(world.posts_of().posts.size(), 10U);
}

TEST_F(FiguresTest, AreWithheldAgainWhenAnAuthorLeaves) {
  hear(10, hours{0});
  ASSERT_TRUE(world.store({}, {{.id = "", .author = "did:plc:author3"}}).has_value());
  EXPECT_TRUE(world.figures_of().withheld);
  EXPECT_TRUE(world.posts_of().withheld);
}

TEST_F(FiguresTest, AreWithheldWhenNearlyAllOfACrowdLeave) {
  hear(60, hours{0});
  for (int i = 0; i < 100; ++i) {  // one of them says a great deal
    auto more = world.crowd(1, world.now(), 59);
    more.front().id += std::to_string(i);
    ASSERT_TRUE(world.store(more).has_value());
  }
  std::vector<activity::Removal> gone;
  std::vector<std::string> authors;
  for (int i = 0; i < 55; ++i) authors.push_back("did:plc:author" + std::to_string(i));
  for (const auto& author : authors) gone.push_back({.id = "", .author = author});
  ASSERT_TRUE(world.store({}, gone).has_value());
  EXPECT_TRUE(world.figures_of().withheld) << "five people and a hundred and five posts";
}

TEST_F(FiguresTest, HideASmallHourAndAnotherThatWouldGiveItAway) {
  hear(30, hours{0});
  hear(20, hours{1}, 100);
  hear(3, hours{2}, 200);
  const Figures figures = world.figures_of();
  EXPECT_EQ(figures.matched, 53);
  EXPECT_EQ(at(figures, hours{0}), 30);
  EXPECT_EQ(at(figures, hours{1}), std::nullopt) << "53 - 30 - 20 would be the three";
  EXPECT_EQ(at(figures, hours{2}), std::nullopt);
}

TEST_F(FiguresTest, HideNoFurtherHourWhenTheHiddenOnesAreMany) {
  hear(30, hours{0});
  hear(6, hours{1}, 100);
  hear(6, hours{2}, 200);
  const Figures figures = world.figures_of();
  EXPECT_EQ(at(figures, hours{0}), 30);
  EXPECT_EQ(at(figures, hours{1}), std::nullopt);
  EXPECT_EQ(at(figures, hours{2}), std::nullopt);
}

TEST_F(FiguresTest, HideASmallLanguageAndAnotherThatWouldGiveItAway) {
  hear(30, hours{0});
  hear(12, hours{0}, 100, "Das Konsulat von Norlandia bleibt am Montag wegen des Feiertags geschlossen");
  hear(2, hours{0}, 200, "ノーランディアの大使館は祝日のため月曜日は休みです");
  const Figures figures = world.figures_of();
  EXPECT_EQ(figures.matched, 44);
  ASSERT_EQ(figures.by_language.size(), 3U);
  EXPECT_EQ(figures.by_language[0].value, "en");
  EXPECT_EQ(figures.by_language[0].matched, 30);
  EXPECT_EQ(figures.by_language[1].value, "de");
  EXPECT_EQ(figures.by_language[1].matched, std::nullopt);
  EXPECT_EQ(figures.by_language[2].value, "ja");
  EXPECT_EQ(figures.by_language[2].matched, std::nullopt);
}

TEST_F(FiguresTest, AreWithheldWhenALongerWindowLessThisOneIsSmall) {
  hear(12, hours{0});
  hear(4, hours{5}, 100);
  EXPECT_TRUE(world.figures_of(hours{1}).withheld) << "24 hours less this one are four people";
  EXPECT_FALSE(world.figures_of(hours{24}).withheld);
  hear(6, hours{6}, 200);
  EXPECT_FALSE(world.figures_of(hours{1}).withheld);
  EXPECT_EQ(world.figures_of(hours{1}).matched, 12);
  EXPECT_EQ(world.figures_of(hours{24}).matched, 22);
}

constexpr auto kGerman = "Das Konsulat von Norlandia bleibt am Montag wegen des Feiertags geschlossen";
constexpr auto kSpanish = "La embajada de Norlandia estará cerrada el lunes porque es un día festivo nacional";

std::optional<std::int64_t> of(const Figures& figures, std::string_view language) {
  for (const auto& each : figures.by_language) {
    if (each.value == language) return each.matched;
  }
  ADD_FAILURE() << "no such language: " << language;
  return std::nullopt;
}

TEST_F(FiguresTest, HideALanguageThatALongerWindowWouldGiveAway) {
  hear(30, hours{0});
  hear(12, hours{0}, 100, kGerman);
  hear(15, hours{0}, 150, kSpanish);
  hear(20, hours{40}, 200);
  hear(1, hours{40}, 250, kGerman);
  const Figures day = world.figures_of(hours{24});
  const Figures week = world.figures_of(hours{168});
  ASSERT_EQ(day.matched, 57);
  ASSERT_EQ(week.matched, 78);
  EXPECT_EQ(of(day, "de"), std::nullopt) << "the week's 13 less the day's 12 would be one person";
  EXPECT_EQ(of(day, "en"), std::nullopt) << "57 - 30 - 15 would be the day's 12";
  EXPECT_EQ(of(day, "es"), 15) << "the week's other 63 less the day's other 42 are 21 people";
  EXPECT_EQ(of(week, "de"), 13);
  EXPECT_EQ(of(week, "en"), 50);
}

TEST_F(FiguresTest, HideAnHourInEveryWindowOrInNone) {
  hear(30, hours{3});
  hear(11, hours{4}, 100);
  hear(3, hours{5}, 150);
  hear(4, hours{40}, 200);
  hear(8, hours{41}, 250);
  const Figures day = world.figures_of(hours{24});
  const Figures week = world.figures_of(hours{168});
  EXPECT_EQ(at(day, hours{5}), std::nullopt);
  EXPECT_EQ(at(day, hours{4}), std::nullopt) << "44 - 30 - 11 would be the three";
  EXPECT_EQ(at(week, hours{4}), std::nullopt) << "though the week has enough other hidden hours";
  EXPECT_EQ(at(week, hours{3}), 30);
}

TEST_F(FiguresTest, LeaveOutWhatIsOlderThanTheWindow) {
  hear(12, hours{0});
  hear(15, hours{30}, 100);
  hear(20, hours{24 * 9}, 200);
  EXPECT_EQ(world.figures_of(hours{24}).matched, 12);
  EXPECT_EQ(world.figures_of(hours{168}).matched, 27);
  EXPECT_EQ(world.figures_of(hours{168}).by_hour.size(), 169U);
  EXPECT_EQ(world.posts_of(hours{24}).posts.size(), 12U);
}

class TwoWatches : public FiguresTest {
 protected:
  void SetUp() override {
    FiguresTest::SetUp();
    norlandia = world.watches().front();
    ASSERT_TRUE(world.add_watch("sealand").has_value());
    ASSERT_TRUE(world.intake().reload_watches().has_value());
  }
  [[nodiscard]] Figures all() { return world.figures_of(); }
  [[nodiscard]] Figures one() { return world.figures_of(hours{24}, norlandia); }
  WatchId norlandia;
};

TEST_F(TwoWatches, TellRowsInTensSoThatNoneIsSubtractedFromAnother) {
  hear(34, hours{2});
  hear(12, hours{3}, 100, kGerman);
  hear(4, hours{2}, 200, "Sealand keeps its harbour open all winter long");
  hear(11, hours{4}, 300, "Sealand keeps its harbour open all winter long");
  ASSERT_EQ(all().matched, 61);
  ASSERT_EQ(one().matched, 46) << "15 people wrote the rest";
  EXPECT_EQ(all().row_step, 10);
  EXPECT_EQ(at(all(), hours{2}), 30) << "38: less the 34 of one watch it would be four people";
  EXPECT_EQ(at(one(), hours{2}), 30);
  EXPECT_EQ(of(all(), "en"), 40) << "49";
  EXPECT_EQ(of(one(), "en"), 30) << "34";
  EXPECT_EQ(of(one(), "de"), 10) << "12";
}

TEST_F(TwoWatches, GiveNoRowAwayByItsShare) {
  hear(34, hours{1});
  hear(16, hours{1}, 300, "Sealand keeps its harbour open all winter long");
  const auto row = all().by_language.front();
  ASSERT_EQ(row.matched, 50);
  EXPECT_DOUBLE_EQ(row.share->value, 1);
  const auto english = one().by_language.front();
  EXPECT_EQ(english.matched, 30);
  EXPECT_DOUBLE_EQ(english.share->value, 30.0 / 34);
  EXPECT_DOUBLE_EQ(english.share->lower, share_of(30, 34).lower);
  EXPECT_DOUBLE_EQ(english.share->upper, share_of(34, 34).upper) << "it may be all of them";
}

TEST_F(TwoWatches, TellWhatOneAloneMatchedAsItIs) {
  hear(34, hours{1});
  EXPECT_EQ(all().row_step, 1);
  EXPECT_EQ(at(all(), hours{1}), 34);
}

TEST_F(TwoWatches, TellNoToneOfALanguageThatIsHidden) {
  hear(30, hours{0});
  hear(12, hours{0}, 100, kGerman);
  hear(2, hours{0}, 200, "ノーランディアの大使館は祝日のため月曜日は休みです");
  ASSERT_EQ(of(all(), "de"), std::nullopt);
  for (const auto& said : all().tone) EXPECT_EQ(said.language, "en");
}

TEST(Windows, AreOfAClosedList) {
  EXPECT_EQ(parse_window(24).value(), hours{24});
  for (const std::int64_t none : {-1, 0, 2, 23, 169}) {
    EXPECT_EQ(parse_window(none).error().code, Errc::Invalid) << none;
  }
}

}  // namespace
}  // namespace chancery::listen
