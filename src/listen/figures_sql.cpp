#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "listen/figures.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

constexpr std::chrono::hours kHour{1};

// Just past the window: the running hour to its end, so that a network's clock may be a little ahead of ours.
Timestamp window_end(Timestamp now) {
  return start_of_hour(now) + kHour;
}

// Distinct authors seen in [from, to), counted no further than kMinAuthors.
std::size_t authors_between(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
  auto query = store::connection(snapshot).query(
      "SELECT COUNT(*) FROM (SELECT DISTINCT author FROM heard_post WHERE at >= ? AND at < ? LIMIT ?) AS some");
  query.bind(from, to, static_cast<std::int64_t>(kMinAuthors));
  return query.step() ? static_cast<std::size_t>(query.integer(0)) : 0;
}

Pseudonym pseudonym(const std::vector<unsigned char>& blob) {
  Pseudonym author{};
  if (blob.size() != author.size()) throw store::DamagedError("a pseudonym has the wrong length");
  std::copy(blob.begin(), blob.end(), author.begin());
  return author;
}

// Cells under construction: authors as sets.
struct Growing {
  std::int64_t matched = 0;
  std::set<Pseudonym> authors;

  void add(const Pseudonym& author, std::int64_t n) {
    matched += n;
    authors.insert(author);
  }
  void add(const Growing& other) {
    matched += other.matched;
    authors.insert(other.authors.begin(), other.authors.end());
  }
  [[nodiscard]] Cell cell() const { return {matched, {authors.begin(), authors.end()}}; }
};

// What one window holds beyond the next shorter one. A window is the sum of its rings, so nobody learns more from
// two windows than from their rings.
struct Ring {
  Growing all;
  std::map<Timestamp, Growing> by_hour;
  std::map<std::string, Growing> by_language;
};
using Rings = std::array<Ring, kWindows.size()>;

Ring count(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
  Ring ring;
  for (Timestamp hour = from; hour < to; hour += kHour) ring.by_hour[hour];
  constexpr std::int64_t kMicrosPerHour = std::chrono::microseconds{kHour}.count();
  auto query = store::connection(snapshot).query(
      "SELECT at / ? AS hour, language, author, COUNT(*) FROM heard_post WHERE at >= ? AND at < ?"
      " GROUP BY hour, language, author");
  query.bind(kMicrosPerHour, from, to);
  while (query.step()) {
    const Pseudonym author = pseudonym(query.blob(2));
    const std::int64_t n = query.integer(3);
    ring.all.add(author, n);
    ring.by_hour[from_micros(query.integer(0) * kMicrosPerHour)].add(author, n);
    ring.by_language[query.text(1)].add(author, n);
  }
  return ring;
}

Rings count_rings(store::Snapshot& snapshot, Timestamp now) {
  Rings rings;
  Timestamp to = window_end(now);
  for (std::size_t i = 0; i < kWindows.size(); ++i) {
    const Timestamp from = window_start(now, kWindows[i]);
    rings[i] = count(snapshot, from, to);
    to = from;
  }
  return rings;
}

using Windows = std::array<bool, kWindows.size()>;  // which of them are shown at all

// An hour has one figure in every window, so it is hidden in all or in none. In each stretch whose total can be
// known (a shown window, or one less a shorter one) the hidden hours together must have ten authors, or none.
std::vector<HourFigure> hour_figures(const Rings& rings, const Windows& shown_windows, std::size_t window) {
  std::vector<Cell> cells;  // from the newest ring to the oldest, each in order of time
  std::vector<Timestamp> hours;
  std::array<std::size_t, kWindows.size() + 1> begins{};  // of each ring among the cells
  for (std::size_t i = 0; i < rings.size(); ++i) {
    for (const auto& [hour, growing] : rings[i].by_hour) {
      hours.push_back(hour);
      cells.push_back(growing.cell());
    }
    begins[i + 1] = cells.size();
  }
  // Hiding for one stretch may leave another short: until nothing more has to go.
  const auto settle = [&](std::size_t first, std::size_t last) {
    const std::span stretch = std::span{cells}.subspan(begins[first], begins[last] - begins[first]);
    const auto shown = shown_cells(stretch);
    bool changed = false;
    for (std::size_t n = 0; n < stretch.size(); ++n) {
      changed = changed || (!shown[n] && !stretch[n].hidden);
      stretch[n].hidden = !shown[n];
    }
    return changed;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t longer = 0; longer < kWindows.size(); ++longer) {
      if (!shown_windows[longer]) continue;
      changed = settle(0, longer + 1) || changed;
      for (std::size_t shorter = 0; shorter < longer; ++shorter) {
        if (shown_windows[shorter]) changed = settle(shorter + 1, longer + 1) || changed;
      }
    }
  }
  std::vector<HourFigure> figures;
  for (std::size_t n = 0; n < begins[window + 1]; ++n) {
    figures.push_back({hours[n], cells[n].hidden ? std::nullopt : std::optional{cells[n].matched}});
  }
  std::sort(figures.begin(), figures.end(), [](const HourFigure& a, const HourFigure& b) { return a.from < b.from; });
  return figures;
}

// What the windows up to each ring hold of one language.
std::array<Growing, kWindows.size()> cumulated(const Rings& rings, const std::string& language) {
  std::array<Growing, kWindows.size()> sums;
  Growing sum;
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (const auto found = rings[i].by_language.find(language); found != rings[i].by_language.end()) {
      sum.add(found->second);
    }
    sums[i] = sum;
  }
  return sums;
}

// Whether a longer window holds one to nine authors of the language beyond this one: their figure would be the
// difference of the two.
bool remainder_reveals(const Rings& rings, const std::string& language, std::size_t window) {
  Growing beyond;
  for (std::size_t i = window + 1; i < rings.size(); ++i) {
    if (const auto found = rings[i].by_language.find(language); found != rings[i].by_language.end()) {
      beyond.add(found->second);
    }
    if (!beyond.authors.empty() && beyond.authors.size() < kMinAuthors) return true;
  }
  return false;
}

// From the shortest window on: what was hidden in one for another cell's sake stays hidden in the longer ones, or
// the two tables together would give that other cell away.
std::vector<LanguageFigure> language_figures(const Rings& rings, const Windows& shown_windows, std::size_t window) {
  std::set<std::string> languages;
  for (std::size_t i = 0; i <= window; ++i) {
    for (const auto& entry : rings[i].by_language) languages.insert(entry.first);
  }
  std::set<std::string> sacrificed;
  std::vector<LanguageFigure> figures;
  for (std::size_t i = 0; i <= window; ++i) {
    if (!shown_windows[i]) continue;
    std::vector<Cell> cells;
    for (const auto& language : languages) {
      Cell cell = cumulated(rings, language)[i].cell();
      cell.hidden = sacrificed.contains(language) || remainder_reveals(rings, language, i);
      cells.push_back(std::move(cell));
    }
    const auto shown = shown_cells(cells);
    figures.clear();
    for (std::size_t n = 0; const auto& language : languages) {
      const Cell& cell = cells[n];
      if (!shown[n] && !cell.hidden && cell.authors.size() >= kMinAuthors) sacrificed.insert(language);
      if (cell.matched > 0) {
        figures.push_back({language, shown[n] ? std::optional{cell.matched} : std::nullopt});
      }
      ++n;
    }
  }
  // Shown ones by size; nothing sorts after every figure, and the order by tag stays.
  std::stable_sort(figures.begin(), figures.end(),
                   [](const LanguageFigure& a, const LanguageFigure& b) { return a.matched > b.matched; });
  return figures;
}

}  // namespace

bool is_withheld(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window) {
  const Timestamp from = window_start(now, window);
  if (authors_between(snapshot, from, window_end(now)) < kMinAuthors) return true;
  return std::any_of(kWindows.begin(), kWindows.end(), [&](std::chrono::hours longer) {
    if (longer <= window) return false;
    const std::size_t beyond = authors_between(snapshot, window_start(now, longer), from);
    return beyond > 0 && beyond < kMinAuthors;
  });
}

Figures figures(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window) {
  Figures out;
  out.from = window_start(now, window);
  out.to = now;
  out.withheld = is_withheld(snapshot, now, window);
  if (out.withheld) {
    out.arriving = authors_between(snapshot, out.from, window_end(now)) > 0;
    return out;
  }
  const Rings rings = count_rings(snapshot, now);
  const auto last = static_cast<std::size_t>(std::find(kWindows.begin(), kWindows.end(), window) - kWindows.begin());
  Growing all;
  for (std::size_t i = 0; i <= last; ++i) all.add(rings[i].all);
  out.arriving = true;
  out.matched = all.matched;
  out.authors = static_cast<std::int64_t>(all.authors.size());
  Windows shown_windows{};
  for (std::size_t i = 0; i < kWindows.size(); ++i) shown_windows[i] = !is_withheld(snapshot, now, kWindows[i]);
  out.by_hour = hour_figures(rings, shown_windows, last);
  out.by_language = language_figures(rings, shown_windows, last);
  return out;
}

}  // namespace chancery::listen
