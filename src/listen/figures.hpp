// How much watches matched in a window, by hour and by language, without a figure that stands for fewer than ten
// people.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/pseudonym.hpp"
#include "store/store.hpp"

namespace chancery::listen {

inline constexpr std::size_t kMinAuthors = 10;

// The windows that may be asked for. Each covers that many whole hours and the running one.
inline constexpr std::array kWindows = {std::chrono::hours{1}, std::chrono::hours{24}, std::chrono::hours{168}};
[[nodiscard]] Timestamp start_of_hour(Timestamp t);
[[nodiscard]] Timestamp window_start(Timestamp now, std::chrono::hours window);
// Fails with Errc::Invalid; the hint lists the windows.
[[nodiscard]] Result<std::chrono::hours> parse_window(std::int64_t hours);

struct HourFigure {
  Timestamp from;
  std::optional<std::int64_t> matched;  // nothing: suppressed
};
struct LanguageFigure {
  std::string language;
  std::optional<std::int64_t> matched;
};

struct Figures {
  Timestamp from;
  Timestamp to;
  bool arriving = false;  // something matched, whether shown or not
  bool withheld = true;   // fewer than kMinAuthors distinct authors: no figure, empty lists
  std::optional<std::int64_t> matched;
  std::optional<std::int64_t> authors;
  std::vector<HourFigure> by_hour;          // every hour of the window, in order
  std::vector<LanguageFigure> by_language;  // shown ones by size, then suppressed ones by tag
};

// `snapshot` is one of listen.db. The window is withheld below ten distinct authors, and when what a longer window
// holds beyond it has one to nine: their figure would be the difference of the two. O(matches of the
// longest window).
[[nodiscard]] Figures figures(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window);
// The same decision alone.
[[nodiscard]] bool is_withheld(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window);

}  // namespace chancery::listen
