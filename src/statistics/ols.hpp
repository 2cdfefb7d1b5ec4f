// Ordinary least squares: a linear model with its standard errors.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.hpp"

namespace chancery::statistics {

struct Ols {
  std::vector<double> coefficients;     // the intercept first
  std::vector<double> standard_errors;  // of each; residual variance over n - k
  std::vector<double> fitted;           // for each observation
  std::vector<double> residuals;        // observed minus fitted
  double r_squared = 0;
  double adjusted_r_squared = 0;
  double residual_deviation = 0;  // standard deviation of the residuals, over n - k
  std::size_t n = 0;
};

// y = b0 + b1 x1 + …; `regressors` has a column of y.size() values for each x. By orthogonal triangles (Householder).
// Fails with Errc::Invalid where there are not more observations than coefficients, a value is not finite, or a
// regressor is constant or follows from the others; the hint says which.
[[nodiscard]] Result<Ols> ols(std::span<const double> y, std::span<const std::vector<double>> regressors);

}  // namespace chancery::statistics
