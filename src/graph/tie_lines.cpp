#include "graph/tie_lines.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chancery::graph {

namespace {

constexpr std::size_t kFirstBlock = std::size_t{1} << 14;
// So large that allocators take it from the system and give it back, instead of keeping it for smaller things; what of
// it is not used yet takes no memory.
constexpr std::size_t kBlock = std::size_t{1} << 23;

}  // namespace

void TieLines::add_block() {
  const std::size_t room = blocks_.empty() ? kFirstBlock : kBlock;
  blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(room * sizeof(Tie)), room});
  next_ = reinterpret_cast<Tie*>(blocks_.back().memory.get());
  end_ = next_ + room;
}

std::vector<std::span<const Tie>> TieLines::ties() const {
  std::vector<std::span<const Tie>> ties;
  ties.reserve(blocks_.size());
  for (const Block& block : blocks_) ties.emplace_back(reinterpret_cast<const Tie*>(block.memory.get()), block.room);
  if (!ties.empty()) ties.back() = {ties.back().data(), next_};
  return ties;
}

Result<Graph> TieLines::graph(Node nodes, bool undirected) {
  auto blocks = ties();
  std::vector<std::vector<Tie>> turned;
  if (undirected) {
    for (const auto block : ties()) {
      auto& back = turned.emplace_back();
      back.reserve(block.size());
      for (const Tie& tie : block) back.push_back({tie.target, tie.source});
      blocks.emplace_back(back);
    }
  }
  return Graph::of(nodes, blocks);
}

std::uint64_t TieLines::line_of(std::size_t tie) const {
  const auto after = std::ranges::upper_bound(runs_, tie, {}, &Run::first);
  const Run& run = *std::prev(after);
  return run.line + (tie - run.first);
}

std::vector<std::uint64_t> TieLines::repeated_lines(const Graph& graph, bool undirected, std::size_t most) const {
  // In an undirected table a tie is looked up from its lesser end.
  const auto ends = [&](Tie tie) {
    if (undirected && tie.target < tie.source) std::swap(tie.source, tie.target);
    return tie;
  };
  const auto row_begin = [&](Node node) { return graph.out().offsets()[node]; };
  // Only nodes that were the source of more ties than they keep need a look at each.
  std::vector<std::uint32_t> read(graph.nodes(), 0);
  for (const auto block : ties()) {
    for (const Tie tie : block) ++read[ends(tie).source];
  }
  const auto kept = [&](Node node) {
    const auto row = graph.out().of(node);
    const auto from = undirected ? std::ranges::upper_bound(row, node) : row.begin();
    return static_cast<std::uint32_t>(row.end() - from);
  };
  std::vector<bool> repeats(graph.nodes());
  for (Node node = 0; node < graph.nodes(); ++node) repeats[node] = read[node] > kept(node);
  std::vector<bool> seen(graph.ties());
  std::vector<std::uint64_t> lines;
  std::size_t index = 0;
  for (const auto block : ties()) {
    for (const Tie read_tie : block) {
      const std::size_t at = index++;
      const Tie tie = ends(read_tie);
      if (!repeats[tie.source]) continue;
      const auto row = graph.out().of(tie.source);
      const auto place =
          row_begin(tie.source) + static_cast<std::size_t>(std::ranges::lower_bound(row, tie.target) - row.begin());
      if (seen[place]) {
        if (lines.size() >= most) return lines;
        lines.push_back(line_of(at));
      }
      seen[place] = true;
    }
  }
  return lines;
}

}  // namespace chancery::graph
