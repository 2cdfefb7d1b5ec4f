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
  const std::vector<std::vector<double>> x{{0, 1, 2, 3}};
  const Ols fit = ols(y, x).value();
  EXPECT_NEAR(fit.coefficients[0], 1, 1e-12);
  EXPECT_NEAR(fit.coefficients[1], 2, 1e-12);
  EXPECT_NEAR(fit.r_squared, 1, 1e-12);
}

TEST(Ols, GivesTheErrorsOfATextbookExample) {
  // y = 0.1, 0.9, 2.2, 2.9, 4.1 at x = 0..4: slope 1, intercept 0.04, residual sum of squares 0.072.
  const std::vector<double> y{0.1, 0.9, 2.2, 2.9, 4.1};
  const std::vector<std::vector<double>> x{{0, 1, 2, 3, 4}};
  const Ols fit = ols(y, x).value();
  EXPECT_NEAR(fit.coefficients[0], 0.04, 1e-12);
  EXPECT_NEAR(fit.coefficients[1], 1, 1e-12);
  EXPECT_NEAR(fit.standard_errors[1], std::sqrt(0.072 / 3 / 10), 1e-12);
  EXPECT_NEAR(fit.standard_errors[0], std::sqrt(0.072 / 3 * (1.0 / 5 + 4.0 / 10)), 1e-12);
}

TEST(Ols, RefusesWhatNoModelFollowsFrom) {
  const std::vector<double> y{1, 2, 4, 3};
  const auto hint = [&](const std::vector<std::vector<double>>& x) { return ols(y, x).error().hint; };
  EXPECT_THAT(hint({{1, 2, 3, 4}, {2, 4, 6, 8}}), HasSubstr("regressor 2"));
  EXPECT_THAT(hint({{5, 5, 5, 5}}), HasSubstr("regressor 1"));
  EXPECT_THAT(hint({{1, 2, 3, NAN}}), HasSubstr("regressor 1"));
  EXPECT_THAT(hint({{1, 2, 3}}), HasSubstr("regressor 1"));
  EXPECT_THAT(hint({{1, 2, 3, 4}, {1, 4, 9, 16}, {1, 8, 27, 64}}), HasSubstr("4 observations"));
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
  std::vector<std::vector<double>> x(2);
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string field[4];
    for (std::string& value : field) std::getline(fields, value, ',');
    places.push_back(field[0]);
    y.push_back(std::log10(std::stod(field[1])));
    x[0].push_back(std::log10(std::stod(field[2])));
    x[1].push_back(std::log10(std::stod(field[3])));
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
