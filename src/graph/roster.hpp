// The accounts that make the nodes of a graph, in an order that does not depend on how their file was sorted: ids that
// are whole numbers first, by their value, then the others by their bytes.
//
// A whole number is written in decimal digits without a leading zero and fits 64 bits; "007" is a text. Where all ids
// are such, a tie is looked up by its number alone.
#pragma once

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
  // The ids of the rows of an accounts file. A repeated id makes no second node. Fails with Errc::TooLarge above 2^32 -
  // 2 ids or 4 GiB of them.
  [[nodiscard]] static Result<Roster> of(std::span<const std::string_view> ids);

  [[nodiscard]] Node size() const { return static_cast<Node>(ends_.size()); }
  [[nodiscard]] std::string_view id(Node node) const;
  // The row (counted from zero) of `of` that named the node first.
  [[nodiscard]] std::uint32_t row(Node node) const { return rows_[node]; }
  // Rows that repeat the id of an earlier one, ascending.
  [[nodiscard]] std::span<const std::uint32_t> repeated() const { return repeated_; }

  // kNoNode where no account has the id. About constant.
  [[nodiscard]] Node find(std::string_view id) const;
  [[nodiscard]] Node find(std::uint64_t number) const;

  // Whether every id is a whole number.
  [[nodiscard]] bool numbered() const { return texts_ == 0; }

 private:
  void index_numbers();
  void index_texts();

  std::string bytes_;                // all ids, end to end, in the order of nodes
  std::vector<std::uint32_t> ends_;  // where each ends in bytes_
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint32_t> repeated_;
  Node texts_ = 0;                      // ids that are no numbers: the last nodes
  std::vector<std::uint64_t> numbers_;  // of the first nodes, ascending
  std::vector<Node> direct_;            // number -> node, where numbers lie close together
  std::vector<Node> slots_;             // else open addressing, a power of two; kNoNode: empty
  std::vector<Node> text_slots_;
};

}  // namespace chancery::graph
