#include "statistics/intervals.hpp"

#include <cmath>

namespace chancery::statistics {

std::optional<Interval> wilson(std::uint64_t hits, std::uint64_t of) {
  if (of == 0) return std::nullopt;
  constexpr double kZ = 1.959963984540054;  // 97.5 % of the normal distribution lie below
  const double n = static_cast<double>(of);
  const double share = static_cast<double>(hits) / n;
  const double middle = (share + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  // At the ends the bound is exact; rounding would leave a trace of it.
  return Interval{hits == 0 ? 0 : middle - half, hits == of ? 1 : middle + half};
}

}  // namespace chancery::statistics
