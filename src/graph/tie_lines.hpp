// Ties as they were read, and the line each stood in: the room between a file and a graph.
//
// Eight bytes a tie; a line number is kept only where lines between two ties were no ties.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "graph/graph.hpp"

namespace chancery::graph {

// Thread safety: one thread at a time.
class TieLines {
 public:
  // Lines come in ascending order; ties are no self ties.
  void add(Tie tie, std::uint64_t line) {
    if (line != next_line_) runs_.push_back({size_, line});
    next_line_ = line + 1;
    if (next_ == end_) add_block();
    std::construct_at(next_++, tie);
    ++size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

  // The graph of all; undirected: of every tie in both directions. Fails as Graph::of.
  [[nodiscard]] Result<Graph> graph(Node nodes, bool undirected);
  // The lines of the first `most` ties that stood in an earlier line too.
  [[nodiscard]] std::vector<std::uint64_t> repeated_lines(const Graph& graph, bool undirected, std::size_t most) const;

 private:
  struct Run {  // ties from `first` on stand in lines from `line` on, one after the other
    std::size_t first = 0;
    std::uint64_t line = 0;
  };
  struct Block {
    std::unique_ptr<std::byte[]> memory;  // a tie begins to live there when it is added; the rest is never touched
    std::size_t room = 0;                 // for so many ties
  };
  void add_block();
  // Of each block those that were added.
  [[nodiscard]] std::vector<std::span<const Tie>> ties() const;
  [[nodiscard]] std::uint64_t line_of(std::size_t tie) const;

  std::vector<Block> blocks_;
  Tie* next_ = nullptr;  // the next one's place in the last block,
  Tie* end_ = nullptr;   // and that block's end
  std::vector<Run> runs_;
  std::size_t size_ = 0;
  std::uint64_t next_line_ = 0;
};

}  // namespace chancery::graph
