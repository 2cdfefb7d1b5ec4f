#include "listen/figures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chancery::listen {

Timestamp start_of_hour(Timestamp t) {
  return std::chrono::floor<std::chrono::hours>(t);
}

Timestamp window_start(Timestamp now, std::chrono::hours window) {
  return start_of_hour(now) - window;
}

Result<std::chrono::hours> parse_window(std::int64_t hours) {
  for (const auto window : kWindows) {
    if (window.count() == hours) return window;
  }
  return fail(
      Errc::Invalid, "unknown window",
      fmt::format("hours: one of {}, {}, {} is needed", kWindows[0].count(), kWindows[1].count(), kWindows[2].count()));
}

}  // namespace chancery::listen
