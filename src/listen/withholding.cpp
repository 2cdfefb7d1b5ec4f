#include "listen/withholding.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace chancery::listen {
namespace {

const Count* find(const Ring& ring, Dimension dimension, const std::string& value) {
  const auto table = ring.tables.find(dimension);
  if (table == ring.tables.end()) return nullptr;
  const auto row = table->second.find(value);
  return row == table->second.end() ? nullptr : &row->second;
}

// What the windows up to each ring hold of one row.
std::array<Count, kWindows.size()> cumulated(const Rings& rings, Dimension dimension, const std::string& value) {
  std::array<Count, kWindows.size()> sums;
  Count sum;
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (const Count* row = find(rings[i], dimension, value)) sum.add(*row);
    sums[i] = sum;
  }
  return sums;
}

// Whether a longer window holds one to nine authors of the row beyond this one: their figure would be the difference
// of the two.
bool remainder_reveals(const Rings& rings, Dimension dimension, const std::string& value, std::size_t window) {
  Count beyond;
  for (std::size_t i = window + 1; i < rings.size(); ++i) {
    if (const Count* row = find(rings[i], dimension, value)) beyond.add(*row);
    if (too_few(beyond)) return true;
  }
  return false;
}

// Hides more rows of a window until the hidden ones together are not of too few people in any longer window less this
// one: they are the total less the shown, so their sum is known in both.
void guard_remainder(const Rings& rings, Dimension dimension, const std::vector<std::string>& values,
                     std::size_t window, std::vector<bool>& shown) {
  const auto reveals = [&](const std::vector<bool>& told) {
    Count beyond;
    for (std::size_t i = window + 1; i < rings.size(); ++i) {
      for (std::size_t n = 0; n < values.size(); ++n) {
        const Count* row = told[n] ? nullptr : find(rings[i], dimension, values[n]);
        if (row != nullptr) beyond.add(*row);
      }
      if (too_few(beyond)) return true;
    }
    return false;
  };
  std::vector<std::pair<std::int64_t, std::size_t>> by_size;
  for (std::size_t n = 0; n < values.size(); ++n) {
    if (shown[n]) by_size.emplace_back(cumulated(rings, dimension, values[n])[window].people(), n);
  }
  std::ranges::sort(by_size);
  while (reveals(shown) && !by_size.empty()) {
    const auto helps = std::ranges::find_if(by_size, [&](const auto& entry) {
      auto told = shown;
      told[entry.second] = false;
      return !reveals(told);
    });
    const auto chosen = helps == by_size.end() ? by_size.begin() : helps;
    shown[chosen->second] = false;
    by_size.erase(chosen);
  }
}

}  // namespace

bool too_few(const Count& count) {
  return count.posts > 0 && count.people() < static_cast<std::int64_t>(kMinAuthors);
}

std::vector<bool> shown_cells(std::span<const Cell> cells) {
  std::vector<bool> shown(cells.size());
  Count hidden;
  const auto hide = [&](std::size_t cell) {
    shown[cell] = false;
    hidden.add(cells[cell].count);
  };
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    shown[cell] = true;
    if (cells[cell].hidden || cells[cell].count.posts == 0 || too_few(cells[cell].count)) hide(cell);
  }
  // The total less the shown is a figure too: that of the hidden cells together.
  std::vector<std::size_t> by_size(cells.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return cells[a].count.people() < cells[b].count.people(); });
  for (const std::size_t cell : by_size) {
    if (!too_few(hidden)) break;
    if (shown[cell]) hide(cell);
  }
  return shown;
}

std::int64_t row_step(std::span<const Atom> atoms) {
  const auto differs = [&](const Atom& atom) { return atom.watches != atoms.front().watches; };
  return std::ranges::any_of(atoms, differs) ? kStep : 1;
}

Windows shown_windows(const Rings& rings) {
  Windows shown{};
  Count within;
  for (std::size_t i = 0; i < rings.size(); ++i) {
    within.add(rings[i].all);
    shown[i] = within.posts > 0 && !too_few(within);
    Count beyond;
    for (std::size_t longer = i + 1; longer < rings.size(); ++longer) {
      beyond.add(rings[longer].all);
      if (too_few(beyond)) shown[i] = false;
    }
  }
  return shown;
}

std::vector<std::pair<Timestamp, std::optional<std::int64_t>>> hour_rows(const Rings& rings,
                                                                         const Windows& shown_windows,
                                                                         std::size_t window) {
  std::vector<Cell> cells;  // from the newest ring to the oldest, each in order of time
  std::vector<Timestamp> hours;
  std::array<std::size_t, kWindows.size() + 1> begins{};  // of each ring among the cells
  for (std::size_t i = 0; i < rings.size(); ++i) {
    for (const auto& [hour, count] : rings[i].by_hour) {
      hours.push_back(hour);
      cells.push_back({count});
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
  std::vector<std::pair<Timestamp, std::optional<std::int64_t>>> figures;
  for (std::size_t n = 0; n < begins[window + 1]; ++n) {
    figures.emplace_back(hours[n], cells[n].hidden ? std::nullopt : std::optional{cells[n].count.posts});
  }
  std::sort(figures.begin(), figures.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return figures;
}

// From the shortest window on: what was hidden in one for another cell's sake stays hidden in the longer ones, or
// the two tables together would give that other cell away.
std::vector<Row> table_rows(const Rings& rings, const Windows& shown_windows, std::size_t window, Dimension dimension,
                            Rows rows) {
  std::set<std::string> values;
  for (std::size_t i = 0; i <= window; ++i) {
    const auto table = rings[i].tables.find(dimension);
    if (table == rings[i].tables.end()) continue;
    for (const auto& entry : table->second) values.insert(entry.first);
  }
  const std::vector<std::string> names(values.begin(), values.end());
  std::set<std::string> sacrificed;
  std::vector<Row> out;
  for (std::size_t i = 0; i <= window; ++i) {
    if (!shown_windows[i]) continue;
    std::vector<Cell> cells;
    for (const auto& value : names) {
      cells.push_back({cumulated(rings, dimension, value)[i],
                       sacrificed.contains(value) || remainder_reveals(rings, dimension, value, i)});
    }
    auto shown = shown_cells(cells);
    for (std::size_t n = 0; n < names.size(); ++n) {
      const Cell& cell = cells[n];
      const bool fit = !cell.hidden && cell.count.posts > 0 && !too_few(cell.count);
      if (rows == Rows::Overlap) shown[n] = fit;
      if (!shown[n] && fit) sacrificed.insert(names[n]);
    }
    if (rows == Rows::Part) guard_remainder(rings, dimension, names, i, shown);
    out.clear();
    for (std::size_t n = 0; n < names.size(); ++n) {
      const std::int64_t posts = cells[n].count.posts;
      if (posts > 0) out.push_back({names[n], shown[n] ? std::optional{posts} : std::nullopt});
    }
  }
  // Shown ones by size; nothing sorts after every figure, and the order by value stays.
  std::stable_sort(out.begin(), out.end(), [](const Row& a, const Row& b) { return a.posts > b.posts; });
  return out;
}

}  // namespace chancery::listen
