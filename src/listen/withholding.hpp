// Which figures may be shown: the rules that keep small groups of people from being counted out.
//
// Decided on what the windows hold, without a store. Private to listen.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "listen/cells.hpp"
#include "listen/figures.hpp"

namespace chancery::listen {

// One to nine people: a figure of them would be a figure about somebody.
[[nodiscard]] bool too_few(const Count& count);

// One cell of a table whose total is shown too.
struct Cell {
  Count count;
  bool hidden = false;  // must not be shown, whatever its size
};
// Which cells may be shown: those of at least kMinAuthors authors, as long as the hidden ones together, which are the
// total less the shown, have as many; else the smallest shown ones are hidden too (complementary suppression).
[[nodiscard]] std::vector<bool> shown_cells(std::span<const Cell> cells);

// Whether a table's rows part its total, so that hidden rows can be computed from the shown ones.
enum class Rows { Part, Overlap };

// What one window holds beyond the next shorter one. A window is the sum of its rings, so nobody learns more from
// two windows than from their rings.
using Table = std::map<std::string, Count>;  // by value
struct Ring {
  Count all;
  std::map<Timestamp, Count> by_hour;
  std::map<Dimension, Table> tables;
};
using Rings = std::array<Ring, kWindows.size()>;
using Windows = std::array<bool, kWindows.size()>;  // which of them are shown at all

// Which windows have ten authors, and no longer window that holds one to nine beyond it.
[[nodiscard]] Windows shown_windows(const Rings& rings);

// Numbers by row, in the order they are to be shown; nothing: hidden.
struct Row {
  std::string value;
  std::optional<std::int64_t> posts;
};

// The hours of the window with this index in kWindows, in order. An hour has one figure in every window, so it is
// hidden in all or in none; in each stretch whose total can be known (a shown window, or one less a shorter one) the
// hidden hours together have ten authors, or none.
[[nodiscard]] std::vector<std::pair<Timestamp, std::optional<std::int64_t>>> hour_rows(const Rings& rings,
                                                                                       const Windows& shown_windows,
                                                                                       std::size_t window);
// The rows of one of its tables, shown ones by size, then hidden ones by value. A row is hidden, too, where a longer
// window less this one would be fewer than ten people.
[[nodiscard]] std::vector<Row> table_rows(const Rings& rings, const Windows& shown_windows, std::size_t window,
                                          Dimension dimension, Rows rows);

// Posts that exactly these watches matched, within one ring.
struct Atom {
  std::size_t ring = 0;
  std::vector<std::int64_t> watches;  // ascending
  Count count;
};
// How many posts rows are told in: kStep where several watches matched, as a row of one could be subtracted from that
// of another or of all together; one where there is nothing to subtract.
[[nodiscard]] std::int64_t row_step(std::span<const Atom> atoms);

// Which watches must not be shown, because their figures, with those of the others and of all together, would tell how
// many posts fewer than ten people wrote: those of too few in every window, and, smallest first, those of an overlap
// or remainder of too few that could be computed (it lies in the span of the shown figures, seen as sums of atoms).
[[nodiscard]] std::set<std::int64_t> hidden_watches(std::span<const Atom> atoms);

}  // namespace chancery::listen
