// The axis of a plot: where a value lies, and which round numbers are written beside it.
#pragma once

#include <vector>

namespace chancery::figure {

// From `from` to `to`, which differ; with `logarithmic` both are above 0.
struct Axis {
  double from = 0, to = 1;
  bool logarithmic = false;

  // Where between 0 and 1 a value lies; with `logarithmic` it is above 0.
  [[nodiscard]] double place(double value) const;
};

// Round numbers 1, 2 or 5 times a power of ten within the axis, about `wanted` of them; powers of ten alone where the
// axis spans many.
[[nodiscard]] std::vector<double> ticks(const Axis& axis, int wanted = 6);

// An axis that holds all of these with a little air. Fewer than two different ones get air around them. With
// `logarithmic` all are above 0.
[[nodiscard]] Axis axis_for(const std::vector<double>& values, bool logarithmic);

}  // namespace chancery::figure
