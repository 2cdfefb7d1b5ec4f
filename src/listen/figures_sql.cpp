#include <algorithm>
#include <map>
#include <set>

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
  [[nodiscard]] Cell cell() const { return {matched, {authors.begin(), authors.end()}}; }
};

template <class Key>
std::vector<Cell> cells_of(const std::map<Key, Growing>& growing) {
  std::vector<Cell> cells;
  cells.reserve(growing.size());
  for (const auto& entry : growing) cells.push_back(entry.second.cell());
  return cells;
}

struct Tally {
  Growing all;
  std::map<Timestamp, Growing> by_hour;
  std::map<std::string, Growing> by_language;
};

Tally count(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
  Tally tally;
  for (Timestamp hour = from; hour < to; hour += kHour) tally.by_hour[hour];
  constexpr std::int64_t kMicrosPerHour = std::chrono::microseconds{kHour}.count();
  auto query = store::connection(snapshot).query(
      "SELECT at / ? AS hour, language, author, COUNT(*) FROM heard_post WHERE at >= ? AND at < ?"
      " GROUP BY hour, language, author");
  query.bind(kMicrosPerHour, from, to);
  while (query.step()) {
    const Pseudonym author = pseudonym(query.blob(2));
    const std::int64_t n = query.integer(3);
    tally.all.add(author, n);
    tally.by_hour[from_micros(query.integer(0) * kMicrosPerHour)].add(author, n);
    tally.by_language[query.text(1)].add(author, n);
  }
  return tally;
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
  const Tally tally = count(snapshot, out.from, window_end(now));
  out.arriving = true;
  out.matched = tally.all.matched;
  out.authors = static_cast<std::int64_t>(tally.all.authors.size());

  const auto hours_shown = shown_cells(cells_of(tally.by_hour));
  for (std::size_t i = 0; const auto& [from, cell] : tally.by_hour) {
    out.by_hour.push_back({from, hours_shown[i++] ? std::optional{cell.matched} : std::nullopt});
  }
  const auto languages_shown = shown_cells(cells_of(tally.by_language));
  for (std::size_t i = 0; const auto& [language, cell] : tally.by_language) {
    out.by_language.push_back({language, languages_shown[i++] ? std::optional{cell.matched} : std::nullopt});
  }
  // Shown ones by size; nothing sorts after every figure, and the map's order, by tag, stays.
  std::stable_sort(out.by_language.begin(), out.by_language.end(),
                   [](const LanguageFigure& a, const LanguageFigure& b) { return a.matched > b.matched; });
  return out;
}

}  // namespace chancery::listen
