// Who stands above or below what the size of its economy suggests: regressions in logarithms, shown with their
// residuals.
#pragma once

#include <optional>
#include <string>
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

// log10 outcome = b0 + b1 log10 x1 + …, by least squares. Fails as statistics::ols does.
[[nodiscard]] Result<statistics::Ols> fit_logarithms(const std::vector<Observation>& observations);

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
  statistics::Ols fit;    // intercept, log10 GDP
  // With GDP a head and population (in millions) apart, where populations are known for enough countries.
  std::optional<statistics::Ols> by_head;
  std::size_t without_gdp = 0, without_followers = 0;  // countries left out
};

// Nothing where no countries were given; fails where there are too few to fit a line.
[[nodiscard]] Result<std::optional<Performance>> performance(const StudyInput& input, const Measures& measures);

}  // namespace chancery::measure
