#include "measure/performance.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/line_problems.hpp"
#include "figure/csv_reader.hpp"
#include "measure/account_table.hpp"
#include "measure/study_folder.hpp"
#include "measure/study_json.hpp"
#include "unit/measure/drawn_study.hpp"

namespace chancery::measure {
namespace {

using test::DrawnStudy;
using testing::HasSubstr;

TEST(Performance, FitsTheTwentyFourRowsOfSpry2018) {
  const auto* data = std::getenv("CHANCERY_TEST_DATA");
  const auto path = std::filesystem::path(data == nullptr ? "" : data) / "network/spry-2018/facebook-reach.csv";
  if (data == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << "CHANCERY_TEST_DATA holds no spry-2018";
  LineProblems problems(path.string());
  auto row =
      figure::CsvReader::open(path.string(), {{"location"}, {"fb_reach_pct"}, {"gdp_pc_usd"}, {"pop_m"}}, problems);
  ASSERT_TRUE(row.has_value()) << row.error().hint;
  std::vector<Observation> observations;
  while (row->next()) {
    observations.push_back(
        {std::string((*row)[0]), *read_number((*row)[1]), {*read_number((*row)[2]), *read_number((*row)[3])}});
  }
  ASSERT_EQ(observations.size(), 24U);
  constexpr std::array<std::string_view, 2> kNames{"GDP a head", "population"};
  const auto fit = fit_logarithms(observations, kNames);
  ASSERT_TRUE(fit.has_value()) << fit.error().hint;
  EXPECT_NEAR(fit->coefficients[0], 4.868612985972579, 1e-9);
  EXPECT_NEAR(fit->coefficients[1], -1.1793656101704277, 1e-9);
  EXPECT_NEAR(fit->coefficients[2], -0.4979156783905586, 1e-9);
  EXPECT_NEAR(fit->standard_errors[1], 0.10540518989023903, 1e-9);
  EXPECT_NEAR(fit->r_squared, 0.889190540093847, 1e-9);
  for (std::size_t i = 0; i < observations.size(); ++i) {
    if (observations[i].name == "Iraq") {
      EXPECT_NEAR(fit->residuals[i], 0.605295707, 1e-8);
    }
  }
}

class PerformanceTest : public DrawnStudy {};

// Lands followed by some persons each, with the GDP and the people given.
class LandsTest : public DrawnStudy {
 protected:
  Study lands(int count, auto gdp, auto population) {
    std::string accounts = std::string(kHeader) + "\n", follows = "source,target\n";
    std::string countries = "country,gdp,population\n";
    for (int i = 0; i < 40; ++i) accounts += "p" + std::to_string(i) + ",,,personal,,,t\n";
    for (int i = 1; i <= count; ++i) {
      const auto code = std::string("A") + static_cast<char>('A' + i / 26) + static_cast<char>('A' + i % 26);
      accounts += code + ",,Ministry of " + code + ",institutional,ministry," + code + ",t\n";
      countries += fmt::format("{},{:.0f},{:.0f}\n", code, gdp(i), population(i));
      for (int k = 0; k < 1 + (i * 7) % 31; ++k) follows += "p" + std::to_string(k) + "," + code + "\n";
    }
    auto input = read({.accounts = file("a.csv", accounts),
                       .follows = file("f.csv", follows),
                       .countries = file("c.csv", countries)});
    EXPECT_TRUE(input.has_value());
    return make_study(*std::move(input), "test", true);
  }
};

TEST_F(LandsTest, SaysWhichPredictorsCannotBeToldApart) {
  // Wealth a head is a power of size but for rounding.
  const auto s = lands(30, [](int i) { return 4e12 / std::pow(i, 1.6); }, [](int i) { return 9e7 / i; });
  ASSERT_TRUE(s.performance.has_value()) << s.no_performance;
  EXPECT_FALSE(s.performance->by_head.has_value());
  EXPECT_THAT(
      s.performance->no_by_head,
      HasSubstr("not estimable from 30 countries: “log10 population in millions” follows from “log10 gdp per head”"));
  const auto files = folder_of(s);
  EXPECT_THAT(files.at("report.html"), HasSubstr("no coefficient can be told: not estimable from 30 countries"));
  EXPECT_THAT(files.at("tables/regression.csv"), HasSubstr("not estimable"));
  const auto json = to_json(s).at("performance");
  EXPECT_THAT(std::string(json.at("fit_by_head").at("none").as_string()), HasSubstr("follows from"));
  EXPECT_LT(json.at("fit").at("coefficients").at(1).at("lower").as_double(),
            json.at("fit").at("coefficients").at(1).at("coefficient").as_double());
}

TEST_F(LandsTest, SaysThatFewCountriesSayLittle) {
  const auto few = lands(9, [](int i) { return 1e9 * i * i; }, [](int i) { return 1e6 * (1 + i % 4); });
  ASSERT_TRUE(few.performance.has_value()) << few.no_performance;
  EXPECT_THAT(caution_of(few.performance->fit), HasSubstr("9 observations are fewer than 10"));
  EXPECT_TRUE(to_json(few).at("performance").at("fit").at("coefficients").at(0).at("lower").is_null());
  EXPECT_THAT(folder_of(few).at("report.html"), HasSubstr("9 observations are fewer than 10"));
  const auto enough = lands(10, [](int i) { return 1e9 * i * i; }, [](int i) { return 1e6 * (1 + i % 4); });
  EXPECT_EQ(caution_of(enough.performance->fit), "");
  const auto three = lands(3, [](int i) { return 1e9 * i * i; }, [](int i) { return 1e6 * (1 + i % 2); });
  EXPECT_EQ(three.performance->no_by_head,
            "not estimable from 3 countries: 3 observations do not suffice for 3 coefficients.");
  const auto alike = lands(12, [](int) { return 5e9; }, [](int i) { return 1e6 * i; });
  EXPECT_EQ(alike.no_performance, "not estimable from 12 countries: “log10 gdp” is the same for all.");
}

TEST_F(PerformanceTest, StandsEachCountrysBestAccountAgainstItsGdp) {
  std::string accounts = std::string(kHeader) + "\n", follows = "source,target\n";
  std::string countries = "country;gdp;population;region;name\n";
  const std::vector<std::string> codes{"AAA", "BBB", "CCC", "DDD", "EEE"};
  for (int i = 0; i < 40; ++i) accounts += "p" + std::to_string(i) + ",,,personal,,,t\n";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    accounts += codes[i] + ",,Ministry of " + codes[i] + ",institutional,ministry," + codes[i] + ",t\n";
    countries += codes[i] + ";1" + std::string(9 + i, '0') + ";" + std::to_string(1000000 * (i + 1)) + ";R;Land " +
                 codes[i] + "\n";
    const int followers = codes[i] == "CCC" ? 40 : 1 << i;
    for (int k = 0; k < followers; ++k) follows += "p" + std::to_string(k) + "," + codes[i] + "\n";
  }
  countries += "ZZZ;none;1;R;\n";
  auto input = read(
      {.accounts = file("a.csv", accounts), .follows = file("f.csv", follows), .countries = file("c.csv", countries)});
  ASSERT_TRUE(input.has_value()) << input.error().hint;
  EXPECT_EQ(problem("odd_number"), 1U);
  const auto s = make_study(*std::move(input), "test", false);
  ASSERT_TRUE(s.performance.has_value()) << s.no_performance;
  EXPECT_EQ(s.performance->rows.size(), 5U);
  EXPECT_EQ(s.performance->rows.front().name, "Land CCC");
  EXPECT_EQ(s.performance->rows.front().outlier, 1);
  EXPECT_EQ(s.performance->fit.n, 5U);
  EXPECT_TRUE(s.performance->by_head.has_value());
  const auto told = to_json(s).at("performance").at("fit").at("coefficients");
  EXPECT_NEAR(told.at(0).at("coefficient").as_double(), s.performance->fit.coefficients[0], 1e-8);
  EXPECT_NEAR(told.at(1).at("standard_error").as_double(), s.performance->fit.standard_errors[1], 1e-8);
}

TEST_F(PerformanceTest, SaysWhyNoLineCanBeFitted) {
  auto input =
      read({.accounts = file("a.csv", std::string(kHeader) + "\nx,,,institutional,ministry,FRA,t\ny,,,,o,,t\n"),
            .follows = file("f.csv", "source,target\ny,x\n"),
            .countries = file("c.csv", "country,gdp\nFRA,1e12\n")});
  ASSERT_TRUE(input.has_value());
  const auto s = make_study(*std::move(input), "test", true);
  EXPECT_FALSE(s.performance.has_value());
  EXPECT_EQ(s.no_performance,
            "of 1 countries with an account that has an office, 1 have a GDP in the table and an account that peers "
            "follow; a line needs 3. 0 have no GDP there, 0 no account that a peer follows.");
}

}  // namespace
}  // namespace chancery::measure
