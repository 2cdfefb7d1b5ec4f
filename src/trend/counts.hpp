// How counts scatter: the negative binomial distribution, which is Poisson's with more variance than mean.
#pragma once

#include <utility>

namespace chancery::trend {

// The bounds that hold the middle 95 of 100. A variance below the mean is taken for the mean (Poisson).
// O(mean) up to 200, then constant.
[[nodiscard]] std::pair<double, double> count_bounds(double mean, double variance);

// -log10 of the chance of so many or more, of so few or fewer: 6 is one in a million. 0 where the count lies on the
// other side of the mean; at most 300.
[[nodiscard]] double surprise_above(double count, double mean, double variance);
[[nodiscard]] double surprise_below(double count, double mean, double variance);

}  // namespace chancery::trend
