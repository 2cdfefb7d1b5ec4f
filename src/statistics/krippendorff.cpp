#include "statistics/krippendorff.hpp"

#include <algorithm>
#include <utility>

namespace chancery::statistics {
namespace {

using Unit = std::vector<std::size_t>;  // its codes, as places among the distinct values

// The distinct values, ascending, and how often each is among codes that can be paired.
struct Values {
  std::vector<double> value;
  std::vector<double> count;
};

// Squared distances between values, by the level of measurement.
class Distance {
 public:
  Distance(const Values& values, Level level) : values_(values), level_(level), below_{0} {
    for (const double count : values.count) below_.push_back(below_.back() + count);
  }

  [[nodiscard]] double operator()(std::size_t a, std::size_t b) const {
    if (a == b) return 0;
    if (level_ == Level::Nominal) return 1;
    const auto [low, high] = std::minmax(a, b);
    // Ordinal: how many codes lie from one to the other, of the two ends half.
    const double distance = level_ == Level::Interval
                                ? values_.value[high] - values_.value[low]
                                : below_[high + 1] - below_[low] - (values_.count[low] + values_.count[high]) / 2;
    return distance * distance;
  }

 private:
  const Values& values_;
  Level level_;
  std::vector<double> below_;
};

}  // namespace

Agreement krippendorff(std::span<const std::vector<std::optional<double>>> units, Level level) {
  Agreement agreement;
  Values values;
  std::vector<std::vector<double>> pairable;
  for (const auto& unit : units) {
    std::vector<double> codes;
    for (const auto& code : unit) {
      if (code) codes.push_back(*code);
    }
    if (codes.size() < 2) continue;
    values.value.insert(values.value.end(), codes.begin(), codes.end());
    pairable.push_back(std::move(codes));
  }
  agreement.units = pairable.size();
  agreement.codes = values.value.size();
  std::ranges::sort(values.value);
  const auto rest = std::ranges::unique(values.value);
  values.value.erase(rest.begin(), rest.end());
  values.count.assign(values.value.size(), 0);
  std::vector<Unit> placed;
  for (const auto& codes : pairable) {
    Unit& unit = placed.emplace_back();
    for (const double code : codes) {
      unit.push_back(static_cast<std::size_t>(std::ranges::lower_bound(values.value, code) - values.value.begin()));
      ++values.count[unit.back()];
    }
  }
  if (values.value.size() < 2) return agreement;
  const Distance distance(values, level);
  const auto n = static_cast<double>(agreement.codes);
  for (const Unit& unit : placed) {
    double sum = 0;
    for (std::size_t i = 0; i < unit.size(); ++i) {
      for (std::size_t j = i + 1; j < unit.size(); ++j) sum += 2 * distance(unit[i], unit[j]);
    }
    agreement.observed += sum / static_cast<double>(unit.size() - 1) / n;
  }
  for (std::size_t a = 0; a < values.value.size(); ++a) {
    for (std::size_t b = a + 1; b < values.value.size(); ++b) {
      agreement.expected += 2 * values.count[a] * values.count[b] * distance(a, b);
    }
  }
  agreement.expected /= n * (n - 1);
  if (agreement.expected > 0) agreement.alpha = 1 - agreement.observed / agreement.expected;
  return agreement;
}

}  // namespace chancery::statistics
