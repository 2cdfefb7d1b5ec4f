#include "figure/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace chancery::figure {
namespace {

constexpr std::array<double, 3> kRound{1, 2, 5};

// 10^exponent by multiplication: library powers may differ in the last bit.
double power_of_ten(int exponent) {
  double power = 1;
  for (int i = 0; i < std::abs(exponent); ++i) power *= 10;
  return exponent < 0 ? 1 / power : power;
}

std::vector<double> logarithmic_ticks(const Axis& axis, int wanted) {
  const int first = static_cast<int>(std::floor(std::log10(axis.from))) - 1;
  const int last = static_cast<int>(std::ceil(std::log10(axis.to))) + 1;
  for (const std::size_t each : {std::size_t{3}, std::size_t{1}}) {
    for (int step = 1;; ++step) {
      std::vector<double> found;
      for (int exponent = first; exponent <= last; ++exponent) {
        if (exponent % step != 0) continue;
        for (std::size_t i = 0; i < each; ++i) {
          const double value = kRound.at(i) * power_of_ten(exponent);
          if (value >= axis.from && value <= axis.to) found.push_back(value);
        }
      }
      if (static_cast<int>(found.size()) <= wanted + 3) return found;
      if (each > 1) break;  // powers of ten next
    }
  }
  return {};
}

}  // namespace

double Axis::place(double value) const {
  if (logarithmic) return (std::log10(value) - std::log10(from)) / (std::log10(to) - std::log10(from));
  return (value - from) / (to - from);
}

std::vector<double> ticks(const Axis& axis, int wanted) {
  if (axis.logarithmic) return logarithmic_ticks(axis, wanted);
  const double rough = (axis.to - axis.from) / wanted;
  const double power = power_of_ten(static_cast<int>(std::floor(std::log10(rough))));
  const double step = rough <= power       ? power
                      : rough <= 2 * power ? 2 * power
                      : rough <= 5 * power ? 5 * power
                                           : 10 * power;
  std::vector<double> found;
  const auto last = static_cast<long>(std::floor(axis.to / step + 1e-9));
  for (auto i = static_cast<long>(std::ceil(axis.from / step - 1e-9)); i <= last; ++i) {
    found.push_back(static_cast<double>(i) * step);
  }
  return found;
}

Axis axis_for(const std::vector<double>& values, bool logarithmic) {
  constexpr double kAir = 0.05;
  if (values.empty()) return {logarithmic ? 1.0 : 0.0, logarithmic ? 10.0 : 1.0, logarithmic};
  const auto [least, most] = std::ranges::minmax(values);
  if (logarithmic) {
    const double air = most > least ? std::pow(most / least, kAir) : 2;
    return {least / air, most * air, true};
  }
  const double air = most > least ? (most - least) * kAir : std::max(std::abs(most), 1.0) / 2;
  return {least - air, most + air, false};
}

}  // namespace chancery::figure
