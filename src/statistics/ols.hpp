// Ordinary least squares: a linear model with its standard errors.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "statistics/collinearity.hpp"
#include "statistics/intervals.hpp"

namespace chancery::statistics {

// Of fewer observations no interval is given: they would say little but how few they are.
inline constexpr std::size_t kFewObservations = 10;

struct Ols {
  std::vector<double> coefficients;     // the intercept first
  std::vector<double> standard_errors;  // of each; residual variance over n - k
  std::vector<Interval> intervals;      // of each, 95 %, by Student's t; none of fewer than kFewObservations
  std::vector<double> fitted;           // for each observation
  std::vector<double> residuals;        // observed minus fitted
  double r_squared = 0;
  double adjusted_r_squared = 0;
  double residual_deviation = 0;  // standard deviation of the residuals, over n - k
  std::size_t n = 0;
};

// y = b0 + b1 x1 + …; by orthogonal triangles (Householder). Fails with Errc::Invalid where there are not more
// observations than coefficients, a value is missing or not finite, or the coefficients cannot be told
// (why_not_estimable); the hint says which.
[[nodiscard]] Result<Ols> ols(std::span<const double> y, std::span<const Predictor> predictors);

}  // namespace chancery::statistics
