// How much watches matched in a window, by hour, language, topic, country and tone, beside what is usual, and without
// a figure that stands for fewer than ten people.
#pragma once

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "text/tone.hpp"
#include "trend/baseline.hpp"

namespace chancery::listen {

inline constexpr std::size_t kMinAuthors = 10;

// Figures that could be subtracted from near-equal ones are told in steps of so many posts: the difference of two is
// never a figure of one to nine.
inline constexpr std::int64_t kStep = 10;
[[nodiscard]] constexpr std::int64_t in_steps(std::int64_t posts, std::int64_t step = kStep) {
  return posts - posts % step;
}
// What is told beside such a figure: finer digits would give the exact one away.
[[nodiscard]] inline double to_a_tenth(double value) {
  return std::round(10 * value) / 10;
}

// The windows that may be asked for. Each covers that many whole hours and the running one.
inline constexpr std::array kWindows = {std::chrono::hours{1}, std::chrono::hours{24}, std::chrono::hours{168}};
inline constexpr std::chrono::hours kHour{1};
[[nodiscard]] Timestamp start_of_hour(Timestamp t);
[[nodiscard]] Timestamp window_start(Timestamp now, std::chrono::hours window);
// Fails with Errc::Invalid; the hint lists the windows.
[[nodiscard]] Result<std::chrono::hours> parse_window(std::int64_t hours);

// A share of the matched posts, with its 95 % interval (Wilson 1927).
struct Share {
  double value = 0;
  double lower = 0;
  double upper = 0;
};
[[nodiscard]] Share share_of(std::int64_t part, std::int64_t whole);

// Of so many hours a first guess can be made; its band says how little it is worth.
inline constexpr std::size_t kLeastHistory = 3;

struct HourFigure {
  Timestamp from;
  std::optional<std::int64_t> matched;      // nothing: suppressed
  std::optional<trend::Expected> expected;  // nothing: fewer than kLeastHistory hours were heard before
};
struct RowFigure {
  std::string value;                    // BCP 47 tag, slug of a topic, or ISO 3166-1 alpha-2
  std::optional<std::int64_t> matched;  // nothing: suppressed
  std::optional<Share> share;           // of the window's matched posts
  std::optional<double> expected;       // the share it had in the windows before this
};
struct WatchFigure {
  WatchId watch;
  std::optional<std::int64_t> matched;
  std::optional<trend::Expected> expected;  // as of the window's figures
};

struct Figures {
  Timestamp from;
  Timestamp to;
  bool arriving = false;  // something matched, whether shown or not
  bool withheld = true;   // fewer than kMinAuthors distinct authors: no figure, empty lists
  std::optional<std::int64_t> matched;
  std::optional<std::int64_t> authors;  // exact for few; beyond, within 2 in 100
  std::optional<trend::Expected> expected;
  std::int64_t row_step = 1;           // what the rows below are rounded down to: ten where several watches matched
  std::vector<HourFigure> by_hour;     // every hour of the window, in order
  std::vector<RowFigure> by_language;  // shown ones by size, then suppressed ones by value; so the next two
  std::vector<RowFigure> by_topic;
  std::vector<RowFigure> by_country;
  // What the model said of the posts in shown languages, for text::estimate_tone; empty: too few people of one tone.
  std::vector<text::ToneCount> tone;
  std::vector<WatchFigure> by_watch;  // when no watch was asked for
};

// `snapshot` is one of listen.db; `watch` 0: of all watches together. The window is withheld below ten distinct
// authors, when what a longer window holds beyond it has one to nine (their figure would be the difference of the
// two), and, for one watch, when the figures of all watches together would tell what too few people said. O(hours
// and values of the longest window).
[[nodiscard]] Figures figures(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window, WatchId watch = {});
// Of every watch that matched something in the window.
[[nodiscard]] std::vector<WatchFigure> watch_figures(store::Snapshot& snapshot, Timestamp now,
                                                     std::chrono::hours window);
// Languages, topics and countries that have a figure in the window.
struct ShownLabels {
  std::set<std::string> languages;
  std::set<std::string> topics;
  std::set<std::string> countries;
};
// What a post may be told by: by a label without a figure it could be counted after all. Nothing: withheld. As costly
// as the figures.
[[nodiscard]] std::optional<ShownLabels> shown_labels(store::Snapshot& snapshot, Timestamp now,
                                                      std::chrono::hours window, WatchId watch = {});
// Which watches have no figures and no posts of their own, and are not named in what is told: see hidden_watches.
[[nodiscard]] std::set<std::int64_t> withheld_watches(store::Snapshot& snapshot, Timestamp now);

}  // namespace chancery::listen
