// Which figures may be shown: the rules that keep small groups of people from being counted out.
//
// Decided on what the windows hold, without a store. Private to listen.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "listen/figures.hpp"
#include "listen/pseudonym.hpp"

namespace chancery::listen {

// One cell of a table whose total is shown too.
struct Cell {
  std::int64_t matched = 0;
  std::vector<Pseudonym> authors;  // distinct, in any order
  bool hidden = false;             // must not be shown, whatever its size
};
// Which cells may be shown: those of at least kMinAuthors authors, as long as the hidden ones together, which are the
// total less the shown, have as many; else the smallest shown ones are hidden too (complementary suppression).
[[nodiscard]] std::vector<bool> shown_cells(std::span<const Cell> cells);

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
using Windows = std::array<bool, kWindows.size()>;  // which of them are shown at all

// The hours of the window with this index in kWindows, in order. An hour has one figure in every window, so it is
// hidden in all or in none; in each stretch whose total can be known (a shown window, or one less a shorter one) the
// hidden hours together have ten authors, or none.
[[nodiscard]] std::vector<HourFigure> hour_figures(const Rings& rings, const Windows& shown_windows,
                                                   std::size_t window);
// Its languages, shown ones by size, then hidden ones by tag. A language is hidden, too, where a longer window less
// this one would be fewer than ten people.
[[nodiscard]] std::vector<LanguageFigure> language_figures(const Rings& rings, const Windows& shown_windows,
                                                           std::size_t window);

}  // namespace chancery::listen
