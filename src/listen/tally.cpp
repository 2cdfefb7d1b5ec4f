#include "listen/tally.hpp"

#include <algorithm>

#include "listen/figures.hpp"
#include "listen/withholding.hpp"

namespace chancery::listen {
namespace {

bool shown(const Count& count) {
  return count.posts > 0 && !too_few(count);
}

void find_bursts(const std::map<Timestamp, Count>& bins, Timestamp first, Timestamp end, std::size_t watch,
                 std::vector<TallyBurst>& found) {
  trend::Baseline baseline;
  trend::BurstDetector detector;
  const auto add = [&](const std::optional<trend::Burst>& burst) {
    if (!burst) return;
    Count people;
    for (auto bin = bins.lower_bound(burst->from); bin != bins.end() && bin->first < burst->to; ++bin) {
      people.add(bin->second);
    }
    if (!shown(people)) return;
    TallyBurst& made = found.emplace_back(TallyBurst{watch, *burst});
    made.burst.n = static_cast<double>(in_steps(people.posts));
  };
  std::optional<trend::Burst> told;
  double hour_count = 0;
  for (Timestamp bin = first; bin < end; bin += kBin) {
    const auto count = bins.find(bin);
    const auto n = count == bins.end() ? 0.0 : static_cast<double>(count->second.posts);
    const auto step = detector.add(bin, n, baseline.bin(bin, kBin));
    if (step.alert) told = step.alert;
    if (step.ended && told) {
      add(step.ended);
      told.reset();
    }
    hour_count += n;
    if (bin + kBin == start_of_hour(bin) + std::chrono::hours{1}) {
      static_cast<void>(baseline.observe(bin, hour_count));
      hour_count = 0;
    }
  }
  if (told) add(detector.current() ? detector.current() : told);
}

template <class Key>
std::map<Key, std::optional<std::int64_t>> shown_parts(const std::map<Key, Count>& rows) {
  std::vector<Cell> cells;
  for (const auto& entry : rows) cells.push_back({.count = entry.second});
  const auto fit = shown_cells(cells);
  std::map<Key, std::optional<std::int64_t>> out;
  for (std::size_t i = 0; const auto& [key, count] : rows) {
    out.emplace(key, fit[i] ? std::optional{count.posts} : std::nullopt);
    ++i;
  }
  return out;
}

}  // namespace

std::map<std::string, std::optional<std::int64_t>> shown_rows(const std::map<std::string, Count>& rows, bool part) {
  if (part) return shown_parts(rows);
  std::map<std::string, std::optional<std::int64_t>> out;
  for (const auto& [value, count] : rows) {
    out.emplace(value, shown(count) ? std::optional{count.posts} : std::nullopt);
  }
  return out;
}

std::map<Timestamp, std::optional<std::int64_t>> shown_hours(const Tally& tally) {
  std::map<Timestamp, Count> matched;
  for (const auto& [from, hour] : tally.hours) matched.emplace(from, hour.matched);
  return shown_parts(matched);
}

std::optional<std::int64_t> shown_total(const Tally& tally) {
  return too_few(tally.matched) ? std::nullopt : std::optional{tally.matched.posts};
}

std::vector<std::optional<std::int64_t>> shown_watches(const Tally& tally, std::size_t watches) {
  std::vector<Count> counts(watches);
  std::vector<Atom> atoms;
  for (const auto& [together, count] : tally.together) {
    atoms.push_back({0, together, count});
    for (const std::int64_t watch : together) counts[static_cast<std::size_t>(watch) - 1].add(count);
  }
  const auto hidden = hidden_watches(atoms);
  std::vector<std::optional<std::int64_t>> out;
  for (std::size_t i = 0; i < watches; ++i) {
    const bool withheld = too_few(counts[i]) || hidden.contains(static_cast<std::int64_t>(i) + 1);
    out.push_back(withheld ? std::nullopt : std::optional{counts[i].posts});
  }
  return out;
}

std::vector<TallyBurst> bursts(const Tally& tally, std::size_t watches) {
  std::vector<TallyBurst> found;
  if (tally.hours.empty()) return found;
  const Timestamp first = tally.hours.begin()->first;
  const Timestamp end = tally.hours.rbegin()->first + std::chrono::hours{1};
  // A recording whose clocks are years apart is not walked through bin by bin.
  if (end - first > std::chrono::years{2}) return found;
  const auto told = shown_watches(tally, watches);
  for (std::size_t watch = 0; watch < tally.bins.size(); ++watch) {
    if (watch < watches && !told[watch]) continue;
    find_bursts(tally.bins[watch], first, end, watch, found);
  }
  std::ranges::stable_sort(found, {}, [](const TallyBurst& one) { return one.burst.from; });
  return found;
}

}  // namespace chancery::listen
