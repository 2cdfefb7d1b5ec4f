// Who stands above or below what the size of its economy suggests: regressions in logarithms, shown with their
// residuals.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "measure/measures.hpp"
#include "measure/study_input.hpp"
#include "statistics/ols.hpp"

namespace chancery::measure {

struct Observation {
  std::string name;
  double outcome = 0;              // above 0
  std::vector<double> regressors;  // above 0 each
};

// log10 outcome = b0 + b1 log10 x1 + …, by least squares; `names` of the regressors, as readers call them. Fails as
// statistics::ols does.
[[nodiscard]] Result<statistics::Ols> fit_logarithms(const std::vector<Observation>& observations,
                                                     std::span<const std::string_view> names);
// What has to be said of a fit beside its figures; "" where nothing has.
[[nodiscard]] std::string caution_of(const statistics::Ols& fit);

// The terms of both models, in the order of their coefficients.
inline constexpr std::array<std::string_view, 2> kByGdp{"intercept", "log10 gdp"};
inline constexpr std::array<std::string_view, 3> kByHead{"intercept", "log10 gdp per head",
                                                         "log10 population in millions"};

// Observations whose residual is beyond this many standard deviations are named, at most six a side.
inline constexpr double kOutlier = 1.5;
inline constexpr std::size_t kMostOutliers = 6;

// The peer in-degree of each country's best-followed account with an office, against its GDP.
struct Performance {
  struct Row {
    std::string code, name;
    graph::Node account = 0;
    double gdp = 0, followed_by = 0;
    double expected = 0;  // by the line
    double residual = 0;  // log10
    int outlier = 0;      // 1 above, -1 below the line; 0: neither
  };
  std::vector<Row> rows;  // by residual, the highest first
  statistics::Ols fit;    // kByGdp
  // With GDP a head and population apart (kByHead); or why it cannot be told, "" where no population is known.
  std::optional<statistics::Ols> by_head;
  std::string no_by_head;
  std::size_t without_gdp = 0, without_followers = 0;  // countries left out
};

// Nothing where no countries were given; fails where there are too few to fit a line.
[[nodiscard]] Result<std::optional<Performance>> performance(const StudyInput& input, const Measures& measures);

}  // namespace chancery::measure
