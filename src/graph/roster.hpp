// The accounts that make the nodes of a graph, in an order that does not depend on how their file was sorted: ids that
// are whole numbers first, by their value, then the others by their bytes.
//
// A whole number has at most 19 decimal digits and no leading zero; "007" is a text. It is looked up by its value.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "graph/graph.hpp"

namespace chancery::graph {

// The number an id is, if it is one (see above).
[[nodiscard]] std::optional<std::uint64_t> id_number(std::string_view id);

// Thread safety: immutable after construction.
class Roster {
 public:
  Roster() = default;
  // The ids of the rows of an accounts file. A repeated id makes no second node. Fails with Errc::TooLarge above 2^30
  // ids or 4 GiB of them.
  [[nodiscard]] static Result<Roster> of(std::span<const std::string_view> ids);

  [[nodiscard]] Node size() const { return static_cast<Node>(rows_.size()); }
  [[nodiscard]] std::string_view id(Node node) const {
    return std::string_view(bytes_).substr(begins_[node], begins_[node + 1] - begins_[node]);
  }
  // The row (counted from zero) of `of` that named the node first.
  [[nodiscard]] std::uint32_t row(Node node) const { return rows_[node]; }
  // Rows that repeat the id of an earlier one, ascending.
  [[nodiscard]] std::span<const std::uint32_t> repeated() const { return repeated_; }

  // kNoNode where no account has the id. About constant.
  [[nodiscard]] Node find(std::string_view id) const;
  [[nodiscard]] Node find(std::uint64_t number) const {
    if (ranked_.empty()) return find_scattered(number);
    const std::uint64_t place = number / 64;
    if (place >= ranked_.size()) return kNoNode;
    const Ranked& word = ranked_[place];
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    return (word.bits & bit) != 0 ? word.before + static_cast<Node>(std::popcount(word.bits & (bit - 1))) : kNoNode;
  }

  // Looking up many ids of text: the hash first, then what it points to is asked for ahead of its use, in two steps,
  // and found without waiting for memory. `id` is no whole number.
  [[nodiscard]] static std::uint64_t hash(std::string_view id);
  void ask_for_slot(std::uint64_t hash) const;
  void ask_for_id(std::uint64_t hash) const;
  [[nodiscard]] Node find(std::string_view id, std::uint64_t hash) const;

 private:
  // A place of a table by open addressing; `mark` is the hash's other half.
  struct Slot {
    std::uint32_t mark = 0;
    Node node = kNoNode;
  };
  // Which of 64 numbers there are, and how many are smaller: a number's node is its rank.
  struct Ranked {
    std::uint64_t bits = 0;
    Node before = 0;
  };
  [[nodiscard]] Node find_scattered(std::uint64_t number) const;
  void index_numbers();
  void index_texts();

  std::string bytes_;                     // all ids, end to end, in the order of nodes
  std::vector<std::uint32_t> begins_{0};  // where each begins in bytes_, and the end
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint32_t> repeated_;
  std::vector<std::uint64_t> numbers_;  // of the first nodes, ascending; the others are texts
  std::vector<Ranked> ranked_;          // where numbers lie close together: which there are;
  std::vector<Slot> scattered_;         // else by their hash
  std::vector<Slot> texts_;
};

}  // namespace chancery::graph
