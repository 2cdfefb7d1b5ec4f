// Hours as numbers. For trend/ alone.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace chancery::trend {

// Since 1970 in UTC.
[[nodiscard]] inline std::int64_t hour_number(Timestamp at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

}  // namespace chancery::trend
