#include "desk/routing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace chancery::desk {
namespace {

DeskWork desk(std::int64_t id, std::vector<std::string> languages, std::vector<std::string> countries = {"*"},
              std::vector<std::string> topics = {"*"}) {
  DeskWork made;
  made.id = DeskId{id};
  made.mission = id * 10;
  made.languages = std::move(languages);
  made.countries = std::move(countries);
  made.topics = std::move(topics);
  made.capacity = 10;
  return made;
}

// 1 the front desk · 2 Arabic, everything · 3 Arabic, Egypt, consular · 4 French
std::vector<DeskWork> ministry() {
  std::vector<DeskWork> desks{desk(1, {"en"}), desk(2, {"ar"}), desk(3, {"ar"}, {"EG"}, {"consular"}), desk(4, {"fr"})};
  desks[0].front = true;
  return desks;
}
Facts facts(std::string language, std::vector<std::string> countries = {}, std::vector<std::string> topics = {}) {
  Facts made;
  made.language = std::move(language);
  made.countries = std::move(countries);
  made.topics = std::move(topics);
  return made;
}
std::string why(const Routed& routed) {
  std::string out;
  for (const Reason& reason : routed.why) out += (out.empty() ? "" : " ") + reason.code;
  return out;
}

TEST(Routing, LanguageIsHard) {
  const auto desks = ministry();
  EXPECT_EQ(route(facts("fr", {"EG"}, {"consular"}), {}, desks).desk, DeskId{4});
  const Routed tamil = route(facts("ta"), {}, desks);
  EXPECT_EQ(tamil.desk, DeskId{1});
  EXPECT_EQ(why(tamil), "front");
  EXPECT_EQ(route(facts("ar-EG"), {}, desks).desk, DeskId{2});
}

TEST(Routing, CountryThenTopicThenLoadNarrowIt) {
  auto desks = ministry();
  const Routed cairo = route(facts("ar", {"EG"}, {"consular"}), {}, desks);
  EXPECT_EQ(cairo.desk, DeskId{3});
  EXPECT_EQ(why(cairo), "language country topic");
  EXPECT_EQ(route(facts("ar", {"MA"}, {"consular"}), {}, desks).desk, DeskId{2}) << "not to the desk for Egypt";
  desks.push_back(desk(5, {"ar"}));
  desks[1].open = 3;
  desks[4].open = 1;
  EXPECT_EQ(route(facts("ar"), {}, desks).desk, DeskId{5});
  EXPECT_EQ(why(route(facts("ar"), {}, desks)), "language load");
}

TEST(Routing, TheMissionOfTheAccountThatWasSpokenToComesBeforeOthers) {
  auto desks = ministry();
  desks.push_back(desk(5, {"ar"}));
  desks[1].open = 0;
  Facts to_five = facts("ar");
  to_five.mission_id = 50;
  EXPECT_EQ(route(to_five, {}, desks).desk, DeskId{5});
  desks[4].mission_country = "MA";
  EXPECT_EQ(route(facts("ar", {"MA"}), {}, desks).desk, DeskId{5}) << "the embassy in that country";
}

TEST(Routing, AFullDeskOverflowsToWhomItSaysInHerLanguage) {
  auto desks = ministry();
  desks[2].open = 10;
  desks[2].overflow = DeskId{2};
  const Routed routed = route(facts("ar", {"EG"}, {"consular"}), {}, desks);
  EXPECT_EQ(routed.desk, DeskId{2});
  EXPECT_EQ(routed.why.back(), (Reason{"overflow", "3"}));
  desks[2].overflow = DeskId{4};
  EXPECT_EQ(route(facts("ar", {"EG"}, {"consular"}), {}, desks).desk, DeskId{3}) << "French is no help";
  desks[2].overflow = DeskId{2};
  desks[1].open = 10;
  desks[1].overflow = DeskId{3};
  EXPECT_EQ(route(facts("ar", {"EG"}, {"consular"}), {}, desks).desk, DeskId{2})
      << "all are full: nobody goes round for ever";
}

TEST(Routing, LifeGoesWhereSomebodyIs) {
  auto desks = ministry();
  Facts life = facts("ar", {"EG"}, {"consular"});
  life.matter = Matter::Life;
  EXPECT_EQ(why(route(life, {}, desks)), "language closed front");
  desks[1].covered = true;
  EXPECT_EQ(route(life, {}, desks).desk, DeskId{2}) << "Cairo sleeps";
}

TEST(Routing, ARulesDeskIsKeptAndTheReasonSaysWhatItCannotRead) {
  auto desks = ministry();
  Rules::Fitting fitting;
  fitting.desk = DeskId{4};
  fitting.rules = {2, 6};
  fitting.urgency = 2;
  fitting.marks = {"official"};
  desks[3].open = 99;
  const Routed routed = route(facts("ar"), fitting, desks);
  EXPECT_EQ(routed.desk, DeskId{4});
  EXPECT_EQ(routed.urgency, 2);
  EXPECT_EQ(routed.marks, fitting.marks);
  EXPECT_EQ(routed.why, (std::vector<Reason>{{"rule", "6"}, {"other_language", "ar"}}));
  fitting.desk = DeskId{77};
  EXPECT_EQ(route(facts("ar"), fitting, desks).desk, DeskId{2}) << "that desk is closed for good";
}

TEST(Routing, WhatIsInNoKnownLanguageIsReadByWhoIsFree) {
  EXPECT_EQ(route(facts("und", {"EG"}), {}, ministry()).desk, DeskId{3});
  EXPECT_FALSE(route(facts("ar"), {}, {}).desk);
}

TEST(Routing, IsTotalAndTheSameInWhateverOrderTheDesksStand) {
  std::mt19937_64 random(6);
  const auto pick = [&](std::vector<std::string> from) {
    std::erase_if(from, [&](const auto&) { return random() % 2 == 0; });
    return from;
  };
  for (int n = 0; n < 3'000; ++n) {
    std::vector<DeskWork> desks;
    for (std::int64_t id = 1; id <= 1 + static_cast<std::int64_t>(random() % 8); ++id) {
      DeskWork made = desk(id, pick({"ar", "fr", "en", "*"}), pick({"EG", "FR", "*"}), pick({"visa", "consular"}));
      made.open = static_cast<int>(random() % 12);
      made.overflow = DeskId{static_cast<std::int64_t>(random() % 9)};
      made.covered = random() % 2 == 0;
      made.front = id == 1;
      desks.push_back(made);
    }
    Facts message = facts(random() % 2 == 0 ? "ar" : "ta", pick({"EG", "FR"}), pick({"visa", "consular"}));
    message.matter = static_cast<Matter>(random() % 4);
    const Routed first = route(message, {}, desks);
    EXPECT_TRUE(first.desk);
    std::ranges::shuffle(desks, random);
    EXPECT_EQ(route(message, {}, desks), first);
  }
}

}  // namespace
}  // namespace chancery::desk
