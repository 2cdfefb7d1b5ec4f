// Intervals for shares.
#pragma once

#include <cstdint>
#include <optional>

namespace chancery::statistics {

struct Interval {
  double lower = 0;
  double upper = 0;
};

// The 95 % interval of a share of `hits` among `of` (Wilson 1927), within 0 and 1; none where `of` is 0.
[[nodiscard]] std::optional<Interval> wilson(std::uint64_t hits, std::uint64_t of);

}  // namespace chancery::statistics
