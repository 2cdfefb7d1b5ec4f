#include "listen/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "listen/usual.hpp"
#include "listen/withholding.hpp"
#include "statistics/intervals.hpp"
#include "trend/counts.hpp"

namespace chancery::listen {
namespace {

constexpr std::size_t kLongest = kWindows.size() - 1;

// Just past the window: the running hour to its end, so that a network's clock may be a little ahead of ours.
Timestamp window_end(Timestamp now) {
  return start_of_hour(now) + kHour;
}

// The beginning of each ring, and the end of the first.
template <class Visit>
void each_ring(Timestamp now, Visit visit) {
  Timestamp to = window_end(now);
  for (std::size_t i = 0; i < kWindows.size(); ++i) {
    const Timestamp from = window_start(now, kWindows[i]);
    visit(i, from, to);
    to = from;
  }
}

Rings count_totals(store::Snapshot& snapshot, Timestamp now, WatchId watch) {
  Rings rings;
  each_ring(now, [&](std::size_t i, Timestamp from, Timestamp to) {
    for (Timestamp hour = from; hour < to; hour += kHour) rings[i].by_hour[hour];
    visit_cells(snapshot, watch, Dimension::All, from, to, [&](Timestamp hour, const std::string&, const Count& count) {
      rings[i].all.add(count);
      rings[i].by_hour[hour].add(count);
    });
  });
  return rings;
}

void count_tables(store::Snapshot& snapshot, Timestamp now, WatchId watch, Rings& rings) {
  each_ring(now, [&](std::size_t i, Timestamp from, Timestamp to) {
    for (const auto dimension : {Dimension::Language, Dimension::Topic, Dimension::Country}) {
      visit_cells(snapshot, watch, dimension, from, to, [&](Timestamp, const std::string& value, const Count& count) {
        rings[i].tables[dimension][value].add(count);
      });
    }
  });
}

std::vector<std::int64_t> read_ids(std::string_view text) {
  std::vector<std::int64_t> ids;
  for (const char* at = text.data(); at < text.data() + text.size(); ++at) {
    std::int64_t id = 0;
    at = std::from_chars(at, text.data() + text.size(), id).ptr;
    ids.push_back(id);
  }
  return ids;
}

// Posts by the watches that matched them together, in each ring.
std::vector<Atom> atoms_of(store::Snapshot& snapshot, Timestamp now) {
  std::map<std::pair<std::size_t, std::string>, Count> counts;
  each_ring(now, [&](std::size_t i, Timestamp from, Timestamp to) {
    visit_cells(snapshot, kAllWatches, Dimension::Watches, from, to,
                [&](Timestamp, const std::string& value, const Count& count) { counts[{i, value}].add(count); });
  });
  std::vector<Atom> atoms;
  for (auto& [key, count] : counts) atoms.push_back({key.first, read_ids(key.second), std::move(count)});
  return atoms;
}

std::size_t index_of(std::chrono::hours window) {
  return static_cast<std::size_t>(std::find(kWindows.begin(), kWindows.end(), window) - kWindows.begin());
}

Windows windows_of(std::span<const Atom> atoms, WatchId watch, const Rings& rings) {
  if (watch != kAllWatches && hidden_watches(atoms).contains(watch.value)) return {};
  return shown_windows(rings);
}

// Of a row told in steps: from the least it can be to the most.
Share share_of_row(std::int64_t posts, std::int64_t step, std::int64_t whole) {
  Share share = share_of(posts, whole);
  share.upper = share_of(std::min(posts + step - 1, whole), whole).upper;
  return share;
}

std::vector<RowFigure> with_shares(std::vector<Row> rows, std::int64_t step, std::int64_t whole,
                                   const std::map<std::string, double>& usual) {
  std::vector<RowFigure> figures;
  for (Row& row : rows) {
    RowFigure& figure = figures.emplace_back();
    figure.value = std::move(row.value);
    if (!row.posts) continue;
    figure.matched = in_steps(*row.posts, step);
    figure.share = share_of_row(*figure.matched, step, whole);
    if (const auto found = usual.find(figure.value); found != usual.end()) figure.expected = found->second;
  }
  return figures;
}

// What is shown of one watch, or of all together, in one window.
struct Asked {
  WatchId watch;
  std::size_t window;
  Windows shown;
};

std::set<std::string> shown_values(const Rings& rings, const Asked& asked, Dimension dimension, Rows rows) {
  std::set<std::string> values;
  for (Row& row : table_rows(rings, asked.shown, asked.window, dimension, rows)) {
    if (row.posts) values.insert(std::move(row.value));
  }
  return values;
}

// The three tones part the posts whose tone is told, those in shown languages: shown all or not at all.
std::vector<text::ToneCount> tone_of(store::Snapshot& snapshot, Timestamp now, const Asked& asked,
                                     const std::set<std::string>& languages) {
  static constexpr std::array<std::string_view, 3> kTones = {"negative", "neutral", "positive"};
  Rings rings;
  std::map<std::string, std::array<std::uint64_t, 3>> said;
  each_ring(now, [&](std::size_t i, Timestamp from, Timestamp to) {
    visit_cells(snapshot, asked.watch, Dimension::Sentiment, from, to,
                [&](Timestamp, const std::string& value, const Count& count) {
                  const auto space = value.find(' ');
                  const std::string language = value.substr(0, space);
                  const std::string tone = value.substr(space + 1);
                  if (!languages.contains(language)) return;
                  rings[i].tables[Dimension::Sentiment][tone].add(count);
                  if (i > asked.window) return;
                  const auto at = std::find(kTones.begin(), kTones.end(), tone);
                  if (at == kTones.end()) return;
                  said[language][static_cast<std::size_t>(at - kTones.begin())] +=
                      static_cast<std::uint64_t>(count.posts);
                });
  });
  for (const Row& row : table_rows(rings, asked.shown, asked.window, Dimension::Sentiment, Rows::Part)) {
    if (!row.posts) return {};
  }
  std::vector<text::ToneCount> counts;
  for (const auto& [language, n] : said) counts.push_back({language, n});
  return counts;
}

// Of an hour that has run in part.
trend::Expected part_of_hour(const trend::Expected& hour, double part) {
  trend::Expected expected = hour;
  expected.value *= part;
  expected.variance *= part;
  std::tie(expected.lower, expected.upper) = trend::count_bounds(expected.value, expected.variance);
  return expected;
}

using HourRows = std::vector<std::pair<Timestamp, std::optional<std::int64_t>>>;

// As they are told.
HourRows told_hours(const Rings& rings, const Asked& asked, std::int64_t step) {
  HourRows hours = hour_rows(rings, asked.shown, asked.window);
  for (auto& [hour, posts] : hours) {
    if (posts) posts = in_steps(*posts, step);
  }
  return hours;
}

// Of each hour of the window, in the order of `rows`: what was usual before the window began. While that is less than a
// day, each hour is expected from all before it, within the window too, as they are told (in the middle of a step):
// nobody can compute more of an hour from what is expected of the next. Nothing where fewer than kLeastHistory were
// heard.
std::vector<std::optional<trend::Expected>> expected_hours(store::Snapshot& snapshot, Timestamp now, WatchId watch,
                                                           const HourRows& rows, std::int64_t step) {
  constexpr std::size_t kDay = 24;
  std::vector<std::optional<trend::Expected>> hours;
  if (rows.empty()) return hours;
  const Timestamp running = start_of_hour(now);
  auto baseline = usual_hours(snapshot, watch, rows.front().first);
  const bool learns = baseline.history() < kDay;
  const auto listened = learns ? hours_listened(snapshot, rows.front().first, running) : std::vector<Timestamp>{};
  for (const auto& [hour, posts] : rows) {
    auto expected = baseline.hour(hour);
    if (hour == running) {
      expected =
          part_of_hour(expected, std::chrono::duration<double>(now - running) / std::chrono::duration<double>(kHour));
    }
    hours.push_back(baseline.history() < kLeastHistory ? std::nullopt : std::optional(expected));
    if (posts && std::binary_search(listened.begin(), listened.end(), hour)) {
      static_cast<void>(baseline.observe(hour, static_cast<double>(*posts) + static_cast<double>(step - 1) / 2));
    }
  }
  return hours;
}

// Of the whole window; nothing where an hour is missing.
std::optional<trend::Expected> sum_of(const std::vector<std::optional<trend::Expected>>& hours) {
  if (hours.empty() || !std::ranges::all_of(hours, [](const auto& hour) { return hour.has_value(); })) {
    return std::nullopt;
  }
  trend::Expected all{.value = 0, .lower = 0, .upper = 0, .variance = 0, .history = hours.front()->history};
  for (const auto& hour : hours) {
    all.value += hour->value;
    all.variance += hour->variance;
  }
  std::tie(all.lower, all.upper) = trend::count_bounds(all.value, all.variance);
  return all;
}

}  // namespace

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

Share share_of(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return {};
  const auto interval = statistics::wilson(static_cast<std::uint64_t>(part), static_cast<std::uint64_t>(whole));
  return {static_cast<double>(part) / static_cast<double>(whole), interval->lower, interval->upper};
}

std::set<std::int64_t> withheld_watches(store::Snapshot& snapshot, Timestamp now) {
  return hidden_watches(atoms_of(snapshot, now));
}

std::optional<ShownLabels> shown_labels(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window,
                                        WatchId watch) {
  Rings rings = count_totals(snapshot, now, watch);
  const Asked asked{watch, index_of(window), windows_of(atoms_of(snapshot, now), watch, rings)};
  if (!asked.shown[asked.window]) return std::nullopt;
  count_tables(snapshot, now, watch, rings);
  return ShownLabels{.languages = shown_values(rings, asked, Dimension::Language, Rows::Part),
                     .topics = shown_values(rings, asked, Dimension::Topic, Rows::Overlap),
                     .countries = shown_values(rings, asked, Dimension::Country, Rows::Overlap)};
}

std::vector<WatchFigure> watch_figures(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window) {
  std::map<std::int64_t, std::int64_t> posts;
  visit_cells(snapshot, kAllWatches, Dimension::Watches, window_start(now, window), window_end(now),
              [&](Timestamp, const std::string& value, const Count& count) {
                for (const std::int64_t id : read_ids(value)) posts[id] += count.posts;
              });
  const auto atoms = atoms_of(snapshot, now);
  const auto withheld = hidden_watches(atoms);
  const std::int64_t step = row_step(atoms);
  const std::size_t last = index_of(window);
  std::vector<WatchFigure> figures;
  for (const auto& [id, n] : posts) {
    WatchFigure& figure = figures.emplace_back(WatchFigure{.watch = WatchId{id}, .matched = {}, .expected = {}});
    if (withheld.contains(id)) continue;
    const Rings rings = count_totals(snapshot, now, figure.watch);
    const Windows shown = shown_windows(rings);
    if (!shown[last]) continue;
    figure.matched = n;
    if (!shown[kLongest]) continue;
    const HourRows hours = told_hours(rings, {figure.watch, last, shown}, step);
    figure.expected = sum_of(expected_hours(snapshot, now, figure.watch, hours, step));
  }
  return figures;
}

Figures figures(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window, WatchId watch) {
  Figures out;
  out.from = window_start(now, window);
  out.to = now;
  const std::size_t last = index_of(window);
  Rings rings = count_totals(snapshot, now, watch);
  const auto atoms = atoms_of(snapshot, now);
  const Windows shown = windows_of(atoms, watch, rings);
  out.withheld = !shown[last];
  Count all;
  for (std::size_t i = 0; i <= last; ++i) all.add(rings[i].all);
  out.arriving = all.posts > 0;
  if (out.withheld) return out;

  out.matched = all.posts;
  out.authors = all.people();
  const Asked asked{watch, last, shown};
  out.row_step = row_step(atoms);
  const HourRows hours = told_hours(rings, asked, out.row_step);
  for (const auto& [hour, posts] : hours) out.by_hour.push_back({hour, posts, {}});
  if (shown[kLongest]) {
    const auto expected = expected_hours(snapshot, now, watch, hours, out.row_step);
    for (std::size_t i = 0; i < std::min(expected.size(), out.by_hour.size()); ++i)
      out.by_hour[i].expected = expected[i];
    out.expected = sum_of(expected);
  }
  count_tables(snapshot, now, watch, rings);
  const auto table = [&](Dimension dimension, Rows rows) {
    return with_shares(table_rows(rings, shown, last, dimension, rows), out.row_step, all.posts,
                       usual_shares(snapshot, watch, dimension, out.from));
  };
  out.by_language = table(Dimension::Language, Rows::Part);
  out.by_topic = table(Dimension::Topic, Rows::Overlap);
  out.by_country = table(Dimension::Country, Rows::Overlap);
  out.tone = tone_of(snapshot, now, asked, shown_values(rings, asked, Dimension::Language, Rows::Part));
  if (watch == kAllWatches) out.by_watch = watch_figures(snapshot, now, window);
  return out;
}

}  // namespace chancery::listen
