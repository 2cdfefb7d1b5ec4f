// Who voted how on what: a sparse matrix, participants by statements.
//
// A row is a participant, a column a statement. The last vote of a pair wins. Rows keep their cells in ascending order
// of columns, so that every sum over a row runs in statement order, whatever the order of the votes: people with the
// same votes then get the same bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chancery::opinion {

// As in the exports of Polis; its database has agree = -1.
enum class Vote : std::int8_t { Disagree = -1, Pass = 0, Agree = 1 };

struct Cast {
  std::uint32_t participant = 0;  // row
  std::uint32_t statement = 0;    // column
  Vote vote = Vote::Pass;
};

// A seen cell: 3 * column + (vote + 1). It indexes any table with three entries a statement.
using Cell = std::uint32_t;

constexpr std::uint32_t kVoteKinds = 3;
[[nodiscard]] constexpr Cell cell_of(std::uint32_t statement, Vote vote) {
  return (statement * kVoteKinds) + static_cast<Cell>(static_cast<int>(vote) + 1);
}
[[nodiscard]] constexpr std::uint32_t statement_of(Cell cell) {
  return cell / kVoteKinds;
}
[[nodiscard]] constexpr Vote vote_of(Cell cell) {
  return static_cast<Vote>(static_cast<int>(cell % kVoteKinds) - 1);
}

// How a set of people voted on one statement.
struct Tally {
  std::uint32_t disagree = 0;
  std::uint32_t pass = 0;
  std::uint32_t agree = 0;

  [[nodiscard]] std::uint32_t seen() const { return disagree + pass + agree; }
  friend bool operator==(const Tally&, const Tally&) = default;
};

// Compressed sparse rows: four bytes a vote. Thread safety: immutable.
class VoteMatrix {
 public:
  VoteMatrix() = default;
  // Votes oldest first; each names a row below `rows` and a column below `columns` (at most 1.4 billion).
  // O(votes), besides sorting within rows.
  VoteMatrix(std::size_t rows, std::size_t columns, std::span<const Cast> oldest_first);

  // The same with later votes, which may name new rows and columns. O(votes).
  [[nodiscard]] VoteMatrix with(std::size_t rows, std::size_t columns, std::span<const Cast> later) const;
  // The named rows alone, in that order; all columns stay.
  [[nodiscard]] VoteMatrix only(std::span<const std::uint32_t> rows) const;

  [[nodiscard]] std::size_t rows() const { return begin_.size() - 1; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t votes() const { return cells_.size(); }
  [[nodiscard]] std::span<const Cell> row(std::size_t i) const {
    return std::span(cells_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
  }
  // One tally a column, over everybody.
  [[nodiscard]] std::vector<Tally> tallies() const;

 private:
  std::size_t columns_ = 0;
  std::vector<std::size_t> begin_ = {0};  // rows + 1
  std::vector<Cell> cells_;
};

}  // namespace chancery::opinion
