#include "listen/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

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

std::vector<bool> shown_cells(std::span<const Cell> cells) {
  std::vector<bool> shown(cells.size());
  std::set<Pseudonym> hidden_authors;
  bool any_hidden = false;
  const auto hide = [&](std::size_t cell) {
    shown[cell] = false;
    any_hidden = any_hidden || cells[cell].matched > 0;
    hidden_authors.insert(cells[cell].authors.begin(), cells[cell].authors.end());
  };
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    shown[cell] = true;
    if (cells[cell].hidden || cells[cell].authors.size() < kMinAuthors) hide(cell);
  }
  // The total less the shown is a figure too: that of the hidden cells together.
  std::vector<std::size_t> by_size(cells.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return cells[a].authors.size() < cells[b].authors.size(); });
  for (const std::size_t cell : by_size) {
    if (!any_hidden || hidden_authors.size() >= kMinAuthors) break;
    if (shown[cell]) hide(cell);
  }
  return shown;
}

}  // namespace chancery::listen
