#include "listen/withholding.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace chancery::listen {
namespace {

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

}  // namespace

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

}  // namespace chancery::listen
