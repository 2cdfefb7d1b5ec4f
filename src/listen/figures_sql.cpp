#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "listen/figures.hpp"
#include "listen/withholding.hpp"
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
