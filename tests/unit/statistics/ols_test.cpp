#include "statistics/ols.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace chancery::statistics {
namespace {

using ::testing::HasSubstr;

TEST(Ols, FitsALineExactly) {
  const std::vector<double> y{1, 3, 5, 7};
  const std::vector<Predictor> x{{"x", {0, 1, 2, 3}}};
  const Ols fit = ols(y, x).value();
  EXPECT_NEAR(fit.coefficients[0], 1, 1e-12);
  EXPECT_NEAR(fit.coefficients[1], 2, 1e-12);
  EXPECT_NEAR(fit.r_squared, 1, 1e-12);
}

TEST(Ols, GivesTheErrorsOfATextbookExample) {
  // y = 0.1, 0.9, 2.2, 2.9, 4.1 at x = 0..4: slope 1, intercept 0.04, residual sum of squares 0.072.
  const std::vector<double> y{0.1, 0.9, 2.2, 2.9, 4.1};
  const std::vector<Predictor> x{{"x", {0, 1, 2, 3, 4}}};
  const Ols fit = ols(y, x).value();
  EXPECT_NEAR(fit.coefficients[0], 0.04, 1e-12);
  EXPECT_NEAR(fit.coefficients[1], 1, 1e-12);
  EXPECT_NEAR(fit.standard_errors[1], std::sqrt(0.072 / 3 / 10), 1e-12);
  EXPECT_NEAR(fit.standard_errors[0], std::sqrt(0.072 / 3 * (1.0 / 5 + 4.0 / 10)), 1e-12);
  EXPECT_TRUE(fit.intervals.empty());  // five observations
}

TEST(Ols, BoundsCoefficientsByStudentsDistribution) {
  std::vector<double> y;
  std::vector<Predictor> x{{"x", {}}};
  for (int i = 0; i < 12; ++i) {
    x[0].values.push_back(i);
    y.push_back(3 + 2 * i + (i % 2 == 0 ? 0.5 : -0.5));
  }
  const Ols fit = ols(y, x).value();
  ASSERT_EQ(fit.intervals.size(), 2U);
  constexpr double kT = 2.2281388519649385;  // 97.5 % of ten degrees of freedom lie below
  EXPECT_NEAR(fit.intervals[1].lower, fit.coefficients[1] - kT * fit.standard_errors[1], 1e-12);
  EXPECT_NEAR(fit.intervals[1].upper, fit.coefficients[1] + kT * fit.standard_errors[1], 1e-12);
}

TEST(Ols, RefusesWhatNoModelFollowsFrom) {
  const std::vector<double> y{1, 2, 4, 3};
  const auto hint = [&](const std::vector<Predictor>& x) { return ols(y, x).error().hint; };
  EXPECT_THAT(hint({{"wealth", {1, 2, 3, 4}}, {"size", {2, 4, 6, 8}}}), HasSubstr("“size” follows from “wealth”"));
  EXPECT_EQ(hint({{"wealth", {5, 5, 5, 5}}}), "“wealth” is the same for all");
  EXPECT_EQ(hint({{"wealth", {1, 2, 3, NAN}}}), "“wealth” has values missing or that are not numbers");
  EXPECT_EQ(hint({{"wealth", {1, 2, 3}}}), "“wealth” has values missing or that are not numbers");
  EXPECT_THAT(hint({{"a", {1, 2, 3, 4}}, {"b", {1, 4, 9, 16}}, {"c", {1, 8, 27, 64}}}), HasSubstr("4 observations"));
}

TEST(Ols, TellsPredictorsApartOnlyWhereTheyDiffer) {
  const std::vector<double> a{1, 2, 3, 4, 5, 6}, b{2, 1, 4, 3, 6, 5}, y{1, 2, 1, 3, 2, 4};
  const auto with = [&](double apart) {
    Predictor third{"third", {}};
    for (std::size_t i = 0; i < a.size(); ++i) third.values.push_back(10 + a[i] - 2 * b[i] + apart * (i == 2 ? 1 : 0));
    return ols(y, std::vector<Predictor>{{"first", a}, {"second", b}, third});
  };
  for (const double apart : {0.0, 1e-12, 1e-6}) {  // as rounding leaves it
    const auto fit = with(apart);
    ASSERT_FALSE(fit.has_value()) << apart;
    for (const auto* name : {"“first”", "“second”", "“third”"}) EXPECT_THAT(fit.error().hint, HasSubstr(name)) << apart;
  }
  EXPECT_TRUE(with(1e-2).has_value());
  // One that has nothing to do with it is not named.
  const std::vector<Predictor> x{{"first", a}, {"other", {1, 0, 0, 1, 0, 1}}, {"double", {2, 4, 6, 8, 10, 12}}};
  EXPECT_THAT(ols(y, x).error().hint, HasSubstr("“double” follows from “first”, but"));
}

TEST(Ols, RepeatsTheModelOfSpryOnItsTwentyFourRows) {
  namespace fs = std::filesystem;
  const char* data = std::getenv("CHANCERY_TEST_DATA");
  if (data == nullptr || *data == 0) GTEST_SKIP() << "CHANCERY_TEST_DATA is not set: the golden regression is not run";
  const fs::path folder = fs::path(data) / "network" / "spry-2018";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there: the golden regression is not run";
  std::ostringstream oracle;
  oracle << std::ifstream(folder / "oracle.json").rdbuf();
  const json::Object expected = json::parse_object(oracle.str()).value();
  std::ifstream table(folder / "facebook-reach.csv");
  std::string line;
  std::getline(table, line);
  std::vector<std::string> places;
  std::vector<double> y;
  std::vector<Predictor> x{{"GDP a head", {}}, {"population", {}}};
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string field[4];
    for (std::string& value : field) std::getline(fields, value, ',');
    places.push_back(field[0]);
    y.push_back(std::log10(std::stod(field[1])));
    x[0].values.push_back(std::log10(std::stod(field[2])));
    x[1].values.push_back(std::log10(std::stod(field[3])));
  }
  const Ols fit = ols(y, x).value();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(fit.coefficients[i], expected.at("coefficients").at(i).to_number<double>(), 1e-9);
    EXPECT_NEAR(fit.standard_errors[i], expected.at("standard_errors").at(i).to_number<double>(), 1e-9);
  }
  EXPECT_NEAR(fit.r_squared, expected.at("r_squared").to_number<double>(), 1e-9);
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_NEAR(fit.residuals[i], expected.at("residuals").at(places[i]).to_number<double>(), 1e-8) << places[i];
  }
}

}  // namespace
}  // namespace chancery::statistics
