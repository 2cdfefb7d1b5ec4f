#include "opinion/votes.hpp"

#include <algorithm>
#include <cassert>

namespace chancery::opinion {
namespace {

// The cells of a row, oldest first, become one cell a statement, in the order of statements.
// `keys` is scratch. Gives the new end.
std::vector<Cell>::iterator settle_cell(std::vector<Cell>::iterator first, std::vector<Cell>::iterator last,
                                        std::vector<std::uint64_t>& keys) {
  const auto ascends = [](Cell a, Cell b) { return statement_of(a) < statement_of(b); };
  if (std::adjacent_find(first, last, [&](Cell a, Cell b) { return !ascends(a, b); }) == last) return last;
  keys.clear();
  for (auto cell = first; cell != last; ++cell) {
    keys.push_back((static_cast<std::uint64_t>(statement_of(*cell)) << 32U) | static_cast<std::uint32_t>(cell - first));
  }
  std::ranges::sort(keys);
  std::vector<Cell> settled;
  settled.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool last_vote = i + 1 == keys.size() || keys[i + 1] >> 32U != keys[i] >> 32U;
    if (last_vote) settled.push_back(first[static_cast<std::ptrdiff_t>(keys[i] & 0xffffffffU)]);
  }
  return std::ranges::copy(settled, first).out;
}

// Votes sorted by row, oldest first within one.
struct ByRow {
  std::vector<std::size_t> begin;
  std::vector<Cell> cells;

  ByRow(std::size_t rows, std::span<const Cast> casts) : begin(rows + 1), cells(casts.size()) {
    for (const Cast& cast : casts) ++begin[cast.participant + 1];
    for (std::size_t i = 0; i < rows; ++i) begin[i + 1] += begin[i];
    std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
    for (const Cast& cast : casts) cells[next[cast.participant]++] = cell_of(cast.statement, cast.vote);
  }
};

}  // namespace

VoteMatrix::VoteMatrix(std::size_t rows, std::size_t columns, std::span<const Cast> oldest_first) : columns_(columns) {
  assert(std::ranges::all_of(oldest_first,
                             [&](const Cast& cast) { return cast.participant < rows && cast.statement < columns; }));
  ByRow sorted(rows, oldest_first);
  begin_ = std::move(sorted.begin);
  cells_ = std::move(sorted.cells);
  std::vector<std::uint64_t> keys;
  auto end = cells_.begin();
  for (std::size_t i = 0; i < rows; ++i) {
    const auto first = cells_.begin() + static_cast<std::ptrdiff_t>(begin_[i]);
    const auto last = settle_cell(first, cells_.begin() + static_cast<std::ptrdiff_t>(begin_[i + 1]), keys);
    begin_[i] = static_cast<std::size_t>(end - cells_.begin());
    end = first == end ? last : std::copy(first, last, end);
  }
  begin_[rows] = static_cast<std::size_t>(end - cells_.begin());
  cells_.erase(end, cells_.end());
}

VoteMatrix VoteMatrix::with(std::size_t rows, std::size_t columns, std::span<const Cast> later) const {
  assert(rows >= this->rows() && columns >= columns_);
  const ByRow added(rows, later);
  VoteMatrix whole;
  whole.columns_ = columns;
  whole.begin_.resize(rows + 1);
  whole.cells_.reserve(cells_.size() + later.size());
  std::vector<std::uint64_t> keys;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto begin = static_cast<std::ptrdiff_t>(whole.cells_.size());
    if (i < this->rows()) whole.cells_.insert(whole.cells_.end(), row(i).begin(), row(i).end());
    if (added.begin[i] != added.begin[i + 1]) {
      whole.cells_.insert(whole.cells_.end(), added.cells.begin() + static_cast<std::ptrdiff_t>(added.begin[i]),
                          added.cells.begin() + static_cast<std::ptrdiff_t>(added.begin[i + 1]));
      whole.cells_.erase(settle_cell(whole.cells_.begin() + begin, whole.cells_.end(), keys), whole.cells_.end());
    }
    whole.begin_[i + 1] = whole.cells_.size();
  }
  return whole;
}

VoteMatrix VoteMatrix::only(std::span<const std::uint32_t> rows) const {
  VoteMatrix part;
  part.columns_ = columns_;
  part.begin_.reserve(rows.size() + 1);
  for (const std::uint32_t i : rows) {
    part.cells_.insert(part.cells_.end(), row(i).begin(), row(i).end());
    part.begin_.push_back(part.cells_.size());
  }
  return part;
}

std::vector<Tally> VoteMatrix::tallies() const {
  std::vector<std::uint32_t> counts(columns_ * kVoteKinds);
  for (const Cell cell : cells_) ++counts[cell];
  std::vector<Tally> tallies(columns_);
  for (std::size_t j = 0; j < columns_; ++j) {
    const auto* const of = &counts[j * kVoteKinds];
    tallies[j] = {.disagree = of[0], .pass = of[1], .agree = of[2]};
  }
  return tallies;
}

}  // namespace chancery::opinion
