#include "statistics/ols.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <utility>

namespace chancery::statistics {
namespace {

using Column = std::vector<double>;

double dot_from(const Column& a, const Column& b, std::size_t from) {
  double sum = 0;
  for (std::size_t i = from; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// A design matrix turned into an upper triangle, column by column; what turned it stays below.
class Triangle {
 public:
  // None of the columns follows from the others.
  explicit Triangle(std::vector<Column> columns) : columns_(std::move(columns)) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      Column& column = columns_[k];
      const double rest = std::sqrt(dot_from(column, column, k));
      const double diagonal = column[k] > 0 ? -rest : rest;
      diagonal_.push_back(diagonal);
      column[k] -= diagonal;
      for (std::size_t j = k + 1; j < columns_.size(); ++j) reflect(k, columns_[j]);
    }
  }

  // The coefficients; `y` is turned on the way.
  [[nodiscard]] Column solve(Column y) const {
    for (std::size_t k = 0; k < columns_.size(); ++k) reflect(k, y);
    return back(std::move(y));
  }

  // Diagonal of the inverse of X'X: of the inverse triangle, the squares of each row summed.
  [[nodiscard]] Column inverse_diagonal() const {
    Column diagonal(columns_.size(), 0);
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      Column unit(columns_.size(), 0);
      unit[k] = 1;
      const Column inverse = back(std::move(unit));
      for (std::size_t i = 0; i <= k; ++i) diagonal[i] += inverse[i] * inverse[i];
    }
    return diagonal;
  }

 private:
  void reflect(std::size_t k, Column& other) const {
    const Column& mirror = columns_[k];
    const double length = dot_from(mirror, mirror, k);
    const double factor = 2 * dot_from(mirror, other, k) / length;
    for (std::size_t i = k; i < other.size(); ++i) other[i] -= factor * mirror[i];
  }

  [[nodiscard]] Column back(Column y) const {
    Column solution(columns_.size());
    for (std::size_t k = columns_.size(); k-- > 0;) {
      double sum = y[k];
      for (std::size_t j = k + 1; j < columns_.size(); ++j) sum -= columns_[j][k] * solution[j];
      solution[k] = sum / diagonal_[k];
    }
    return solution;
  }

  std::vector<Column> columns_;
  Column diagonal_;
};

bool all_finite(std::span<const double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

// R², its adjusted form and the spread, from the residuals.
void judge(Ols& fit, std::span<const double> y, std::size_t k) {
  const auto n = static_cast<double>(y.size());
  double mean = 0;
  for (const double value : y) mean += value;
  mean /= n;
  double all = 0;
  double left = 0;
  for (const double value : y) all += (value - mean) * (value - mean);
  for (const double value : fit.residuals) left += value * value;
  const double freedom = n - static_cast<double>(k);
  fit.r_squared = all > 0 ? 1 - left / all : 0;
  fit.adjusted_r_squared = all > 0 ? 1 - left / freedom / (all / (n - 1)) : 0;
  fit.residual_deviation = std::sqrt(left / freedom);
}

void bound(Ols& fit, std::size_t k) {
  const double t = boost::math::quantile(boost::math::students_t(static_cast<double>(fit.n - k)), 0.975);
  for (std::size_t i = 0; i < k; ++i) {
    const double half = t * fit.standard_errors[i];
    fit.intervals.push_back({fit.coefficients[i] - half, fit.coefficients[i] + half});
  }
}

}  // namespace

Result<Ols> ols(std::span<const double> y, std::span<const Predictor> predictors) {
  const std::size_t n = y.size();
  const std::size_t k = predictors.size() + 1;
  if (n <= k) {
    return fail(Errc::Invalid, fmt::format("{} observations do not suffice for {} coefficients", n, k));
  }
  if (!all_finite(y)) return fail(Errc::Invalid, "a value to be explained is not a number");
  std::vector<Column> design{Column(n, 1)};
  for (const Predictor& predictor : predictors) {
    if (predictor.values.size() != n || !all_finite(predictor.values)) {
      return fail(Errc::Invalid, fmt::format("“{}” has values missing or that are not numbers", predictor.name));
    }
    design.push_back(predictor.values);
  }
  if (auto why = why_not_estimable(predictors); !why.empty()) return fail(Errc::Invalid, std::move(why));
  const Triangle triangle(design);
  Ols fit;
  fit.n = n;
  fit.coefficients = triangle.solve({y.begin(), y.end()});
  fit.fitted.assign(n, 0);
  fit.residuals.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < k; ++j) fit.fitted[i] += fit.coefficients[j] * design[j][i];
    fit.residuals[i] = y[i] - fit.fitted[i];
  }
  judge(fit, y, k);
  for (const double diagonal : triangle.inverse_diagonal()) {
    fit.standard_errors.push_back(fit.residual_deviation * std::sqrt(diagonal));
  }
  if (n >= kFewObservations) bound(fit, k);
  return fit;
}

}  // namespace chancery::statistics
