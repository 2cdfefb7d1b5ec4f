#include "measure/study_report.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "measure/mixing_matrix.hpp"
#include "measure/study_folder.hpp"
#include "measure/study_json.hpp"
#include "support/packing.hpp"
#include "unit/measure/drawn_study.hpp"

namespace chancery::measure {
namespace {

using test::ties_of;
using testing::HasSubstr;
using testing::Not;

using StudyReportTest = test::DrawnStudy;

TEST_F(StudyReportTest, NobodyIsBestFollowedWhomNobodyFollows) {
  const auto s = study(std::string(kHeader) +
                           "\na,,Ministry A,institutional,ministry,FRA,t\nb,,Ministry B,institutional,ministry,DEU,t\n",
                       ties_of("a -> b"));
  ASSERT_EQ(s.census.countries.size(), 2U);
  EXPECT_EQ(s.census.countries[0].best_followed, node(s, "b"));
  EXPECT_FALSE(s.census.countries[1].best_followed.has_value());
  EXPECT_THAT(to_report(s), HasSubstr("<bdi>FRA</bdi></th><td class=\"n\"><bdi>1</bdi></td><td class=\"n\"><bdi>0</bdi>"
                                      "</td><td class=\"n\"><bdi>1</bdi></td><td class=\"n\"><bdi>0</bdi></td><td>"
                                      "<bdi>–</bdi></td>"));
}

TEST_F(StudyReportTest, CountsCommunitiesOfThreeAndMore) {
  const auto s = study(roster({"a", "b", "c", "d", "e", "f", "alone"}), ties_of("a <-> b; b <-> c; c <-> a; d -> e"));
  EXPECT_EQ(s.measures.communities.count(), 4U);
  EXPECT_EQ(s.communities(), 1U);
  const auto report = to_report(s);
  EXPECT_THAT(report, HasSubstr("<dt>Communities</dt><dd>1</dd>"));
  EXPECT_THAT(report, HasSubstr("finds 1 community of three accounts or more"));
  EXPECT_THAT(report, HasSubstr("Besides, 1 pair stands apart. 2 accounts are tied to nobody."));
  EXPECT_EQ(to_json(s).at("communities").at("of_three_or_more").to_number<int>(), 1);
}

TEST_F(StudyReportTest, SaysWhatCommunitiesAreWorthBesideChance) {
  std::string clear, none;
  for (int i = 0; i < 60; ++i) {
    for (int k = 1; k < 6; ++k) {
      clear += fmt::format("n{} -> n{};", i, i / 10 * 10 + (i + k) % 10);
      none += fmt::format("n{} -> n{};", i, (i * 7 + k * k * 13 + i * i * k) % 60);
    }
  }
  std::string accounts = std::string(kHeader) + "\n";
  for (int i = 0; i < 60; ++i) accounts += fmt::format("n{},,,institutional,ministry,,t\n", i);
  const auto grouped = study(accounts, ties_of(clear));
  EXPECT_TRUE(grouped.measures.chance->exceeded());
  EXPECT_THAT(to_report(grouped), HasSubstr("What is found here is more than chance gives."));
  EXPECT_EQ(to_json(grouped).at("communities").at("by_chance").at("networks").to_number<int>(), 20);
  // A path: its degrees leave next to nothing to chance.
  const auto path = study(roster({"a", "b", "c"}), ties_of("a -> b; b -> c"));
  EXPECT_THAT(to_report(path), HasSubstr("no more than chance gives: these communities mean nothing."));
}

TEST_F(StudyReportTest, SpeaksOfTiesWhereTheyHaveNoDirection) {
  const auto report =
      to_report(study(roster({"a", "b", "c", "d"}), ties_of("a -> b; b -> c; c -> a; a -> d"), {.undirected = true}));
  for (const auto* words : {"ollow", "mutual", "unreturned", "answered"}) {
    // Terms and figures' keys aside, which are those of all studies.
    const auto text = report.substr(report.find("<main>"), report.find("id=\"method\"") - report.find("<main>"));
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
      const auto around = text.substr(at < 40 ? 0 : at - 40, 80);
      const bool known = around.find("Follow nobody at all") != std::string::npos ||
                         around.find("Are followed by no peer") != std::string::npos ||
                         around.find("Have a mutual tie") != std::string::npos ||
                         around.find("Reciprocity: ties that are answered") != std::string::npos ||
                         around.find("follows.csv") != std::string::npos;
      EXPECT_TRUE(known) << around;
    }
  }
  EXPECT_THAT(report, HasSubstr("An account is tied to 2.0 peers on average."));
  EXPECT_THAT(report, HasSubstr("Tied to no peer"));
  EXPECT_THAT(report, HasSubstr("It is tied to 3 accounts with an office."));
}

TEST_F(StudyReportTest, SaysWhoIsCountedAndNotNamed) {
  const std::string header = std::string(kHeader) + "\n";
  const auto mixed =
      study(header + "a,,,personal,minister,,t\nb,,,personal,,,t\nc,,,personal,,,t\n", ties_of("a <-> b; c -> a"));
  const auto report = to_report(mixed);
  EXPECT_THAT(report, HasSubstr("The roster holds 3 accounts: 1 with an office, 2 without."));
  EXPECT_THAT(report, Not(HasSubstr("private person")));
  EXPECT_THAT(to_report(study(header + "a,,,personal,minister,,t\n", ties_of(""))),
              HasSubstr("The roster holds 1 account, each with an office."));
  EXPECT_THAT(to_report(study(header + "b,,,personal,,,t\n", ties_of(""))), HasSubstr("nobody is named below"));
}

TEST_F(StudyReportTest, SaysAtItsHeadWhatInputIsNotWhole) {
  const auto s = study(roster({"a", "b", "c"}), "source,target\na,b\na,nobody\nb,c,d\n");
  const auto report = to_report(s);
  const auto note = report.find("2 lines of follows.csv could not be used as they stand. See <a href=\"#data\">");
  ASSERT_NE(note, std::string::npos);
  EXPECT_LT(note, report.find("class=\"contents\""));
  EXPECT_THAT(report, HasSubstr("<bdi>too many fields</bdi>"));
  EXPECT_THAT(to_report(study(roster({"a", "b"}), ties_of("a -> b; a -> a"))), Not(HasSubstr("could not be used as")))
      << "what is dropped by rule is nobody's mistake";
}

TEST_F(StudyReportTest, SaysAtItsHeadThatAnArchiveIsDamaged) {
  std::string ties = "source,target\n";
  for (int i = 0; i < 5'000; ++i) ties += fmt::format("n{},n{}\n", i * 31 % 97, i * 17 % 89);
  std::string accounts = std::string(kHeader) + "\n";
  for (int i = 0; i < 97; ++i) accounts += fmt::format("n{},,,personal,minister,,t\n", i);
  const auto packed = chancery::test::gzipped(ties);
  auto input = read({.accounts = file("a.csv", accounts),
                     .follows = file("f.csv.gz", std::string_view(packed).substr(0, packed.size() / 2))});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  EXPECT_THAT(to_report(make_study(*std::move(input), "test", true)),
              HasSubstr("f.csv.gz is damaged: what stood behind the damage is missing here. See <a href=\"#data\">"));
}

TEST_F(StudyReportTest, TellsAWaveBeforeThatIsOfAnotherRoster) {
  const auto before = folder.path() / "before";
  ASSERT_TRUE(
      write_folder(before, folder_of(study(roster({"w", "x", "y", "a"}), ties_of("w -> x; y -> a")))).has_value());
  const auto with = [&](std::initializer_list<std::string_view> ids) {
    auto input = read(
        {.accounts = file("n.csv", roster(ids)), .follows = file("nf.csv", ties_of("")), .previous = before.string()});
    EXPECT_TRUE(input.has_value());
    EXPECT_EQ(input->bad_lines, 0U);
    return make_study(*std::move(input), "test", true);
  };
  const auto other = with({"a", "b"});
  EXPECT_EQ(problem("another_roster"), 1U);
  EXPECT_THAT(problems.back().text(), HasSubstr("only 1 of its 4 accounts are in this roster"));
  EXPECT_THAT(to_report(other), HasSubstr("Only 1 of 4 accounts of the wave before stand in this roster"));
  const auto none = to_report(with({"b", "c", "a0"}));
  EXPECT_THAT(none, HasSubstr("Of 4 accounts with an office in the wave before, 0 stand here."));
  (void)with({"a", "b", "w"});
  EXPECT_EQ(problem("another_roster"), 0U);  // half of them are enough
}

TEST_F(StudyReportTest, ShowsTiesFromRegionToRegionBesideChance) {
  const auto countries = file("c.csv", "country,region\nFRA,North\nDEU,North\nBRA,South\n");
  const auto accounts = file("a.csv", std::string(kHeader) +
                                          "\nf,,,institutional,ministry,FRA,t\nd,,,institutional,ministry,DEU,t\n"
                                          "b,,,institutional,ministry,BRA,t\nx,,,institutional,ministry,,t\n");
  const auto with = [&](std::string_view drawing, bool undirected) {
    auto input = read({.accounts = accounts, .follows = file("f.csv", ties_of(drawing)), .countries = countries},
                      {.undirected = undirected});
    EXPECT_TRUE(input.has_value());
    return make_study(*std::move(input), "test", true);
  };
  // North follows North twice and South once, South follows North once; x has no region.
  const auto s = with("f <-> d; f -> b; b -> d; x -> f", false);
  const auto cells = mixing_matrix(s, s.measures.mixing.back());
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[0].ties, 2U);
  EXPECT_DOUBLE_EQ(cells[0].share, 0.5);
  EXPECT_DOUBLE_EQ(cells[0].expected, 0.75 * 0.75);
  EXPECT_EQ(cells[1].ties, 1U);
  EXPECT_DOUBLE_EQ(cells[1].expected, 0.75 * 0.25);
  EXPECT_EQ(cells[3].ties, 0U);
  EXPECT_THAT(to_report(s), HasSubstr("Ties by region, from the row to the column"));
  EXPECT_THAT(to_report(s), HasSubstr("50.0\u00a0% (56.2)"));
  EXPECT_THAT(folder_of(s).at("tables/mixing_matrix.csv"), HasSubstr("region,North,South,1,0.25,0.1875\r\n"));

  const auto ties = with("f -> d; f -> b; b -> d; x -> f", true);
  const auto pairs = mixing_matrix(ties, ties.measures.mixing.back());
  ASSERT_EQ(pairs.size(), 3U);  // North-North, North-South, South-South
  EXPECT_EQ(pairs[0].ties, 1U);
  EXPECT_EQ(pairs[1].ties, 2U);
  EXPECT_EQ(pairs[2].ties, 0U);
  EXPECT_DOUBLE_EQ(pairs[1].share, 2.0 / 3);
  EXPECT_DOUBLE_EQ(pairs[1].expected, 2 * (4.0 / 6) * (2.0 / 6));
  double shares = 0, expected = 0;
  for (const auto& cell : pairs) {
    shares += cell.share;
    expected += cell.expected;
  }
  EXPECT_DOUBLE_EQ(shares, 1);
  EXPECT_DOUBLE_EQ(expected, 1);
}

TEST_F(StudyReportTest, WritesMinusSignsAndNotHyphens) {
  std::string accounts = std::string(kHeader) + "\n";
  for (int i = 0; i < 6; ++i)
    accounts += fmt::format("n{},,,{},ministry,,t\n", i, i % 2 == 0 ? "personal" : "institutional");
  const auto s = study(accounts, ties_of("n0 -> n1; n2 -> n3; n4 -> n5; n1 -> n2; n3 -> n4"));
  EXPECT_THAT(to_report(s), HasSubstr("<bdi>−0."));  // assortativity by kind
  EXPECT_THAT(to_report(s), Not(HasSubstr("<bdi>-")));
}

}  // namespace
}  // namespace chancery::measure
