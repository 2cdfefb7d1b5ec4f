#include "statistics/collinearity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace chancery::statistics {
namespace {

double product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// The values less their mean, scaled to length one; empty where they are constant.
std::vector<double> standardised(std::span<const double> values) {
  std::vector<double> column(values.begin(), values.end());
  const double whole = std::sqrt(product(column, column));
  const double mean = std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
  for (double& value : column) value -= mean;
  const double length = std::sqrt(product(column, column));
  if (!(length > kConstant * whole)) return {};
  for (double& value : column) value /= length;
  return column;
}

// QR with column pivoting, by projections that are made twice, so that rounding leaves nothing behind.
class Pivoting {
 public:
  explicit Pivoting(std::vector<std::vector<double>> columns)
      : left_(std::move(columns)), on_(left_.size()), open_(left_.size()) {
    std::iota(open_.begin(), open_.end(), std::size_t{0});
  }

  // Takes one column after the other, the one of which most is left first, until nothing is left of any.
  void run() {
    while (!open_.empty()) {
      const auto best = std::ranges::max_element(open_, {}, [&](std::size_t j) { return product(left_[j], left_[j]); });
      const double length = std::sqrt(product(left_[*best], left_[*best]));
      if (length < kCollinear) return;
      const std::size_t pivot = *best;
      open_.erase(best);
      for (double& value : left_[pivot]) value /= length;
      on_[pivot].push_back(length);
      taken_.push_back(pivot);
      for (const std::size_t j : open_) on_[j].push_back(project(left_[pivot], left_[j]));
    }
  }

  // Columns of which nothing is left.
  [[nodiscard]] const std::vector<std::size_t>& following() const { return open_; }

  // The columns a following one is made of.
  [[nodiscard]] std::vector<std::size_t> made_of(std::size_t column) const {
    std::vector<double> rest = on_[column];
    std::vector<std::size_t> parts;
    for (std::size_t k = taken_.size(); k-- > 0;) {
      const auto& pivot = on_[taken_[k]];
      const double share = rest[k] / pivot[k];
      for (std::size_t i = 0; i <= k; ++i) rest[i] -= share * pivot[i];
      if (std::abs(share) > kCollinear) parts.push_back(taken_[k]);
    }
    std::ranges::sort(parts);
    return parts;
  }

 private:
  // Takes the part along `direction` out of `column`, and gives its length.
  static double project(std::span<const double> direction, std::span<double> column) {
    double along = 0;
    for (int pass = 0; pass < 2; ++pass) {
      const double part = product(direction, column);
      for (std::size_t i = 0; i < column.size(); ++i) column[i] -= part * direction[i];
      along += part;
    }
    return along;
  }

  std::vector<std::vector<double>> left_;
  std::vector<std::vector<double>> on_;  // of each column, its parts along those taken, in their order
  std::vector<std::size_t> taken_, open_;
};

}  // namespace

std::string why_not_estimable(std::span<const Predictor> predictors) {
  std::vector<std::vector<double>> columns;
  columns.reserve(predictors.size());
  for (const Predictor& predictor : predictors) {
    columns.push_back(standardised(predictor.values));
    if (columns.back().empty()) return fmt::format("“{}” is the same for all", predictor.name);
  }
  Pivoting pivoting(std::move(columns));
  pivoting.run();
  if (pivoting.following().empty()) return {};
  const std::size_t column = *std::ranges::min_element(pivoting.following());
  std::string others;
  for (const std::size_t part : pivoting.made_of(column)) {
    others += fmt::format("{}“{}”", others.empty() ? "" : " and ", predictors[part].name);
  }
  // The words for kCollinear.
  return fmt::format(
      "“{}” follows from {}, but for a hundred-thousandth of how it varies: what each of them adds cannot be told",
      predictors[column].name, others);
}

}  // namespace chancery::statistics
