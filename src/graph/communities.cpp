#include "graph/communities.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "graph/leiden.hpp"
#include "graph/parts.hpp"
#include "graph/structural_order.hpp"

namespace chancery::graph {
namespace {

// Ties above which a further round or try costs seconds.
constexpr std::size_t kSmall = 500'000;
constexpr std::size_t kLargeGraph = 5'000'000;

struct Effort {
  int rounds = 0;
  int tries = 0;
};

Effort effort_of(const CommunityRule& rule, std::size_t ties) {
  Effort effort{ties <= kSmall ? 20 : ties <= kLargeGraph ? 5 : 2, ties <= kSmall ? 10 : 1};
  if (rule.rounds > 0) effort.rounds = rule.rounds;
  if (rule.tries > 0) effort.tries = rule.tries;
  return effort;
}

// Sums over communities of ties within (both ends counted) and of strengths.
struct Sums {
  explicit Sums(std::uint32_t communities) : within(communities, 0), strength(communities, 0) {}

  [[nodiscard]] double modularity(std::uint64_t twice_ties) const {
    if (twice_ties == 0) return 0;
    const auto all = static_cast<double>(twice_ties);
    double sum = 0;
    for (std::size_t c = 0; c < within.size(); ++c) {
      const double share = static_cast<double>(strength[c]) / all;
      sum += static_cast<double>(within[c]) / all - share * share;
    }
    return sum;
  }

  std::vector<std::uint64_t> within;
  std::vector<std::uint64_t> strength;
};

// One round: from the division of the finest level's nodes to a better one.
void leiden_round(const Level& finest, Partition& partition, SplitMix64& random) {
  Partition of(finest.nodes());  // the node of the present level that each of the finest belongs to
  std::iota(of.begin(), of.end(), 0U);
  Partition present = partition;
  Level coarse;
  for (const Level* level = &finest;; level = &coarse) {
    move_nodes(*level, present, random);
    Partition dense = present;
    if (number_densely(dense) == level->nodes()) break;
    const Refined refined = refine(*level, present, random);
    if (refined.parts == level->nodes()) break;
    present.assign(refined.parts, 0);
    for (Node node = 0; node < level->nodes(); ++node) present[refined.part[node]] = dense[node];
    dense = {};
    for (std::uint32_t& node : of) node = refined.part[node];
    // While levels are large only one stands beside the finest.
    if (level->neighbours.size() > finest.neighbours.size() / 4) {
      coarse = Level();
      coarse = coarser_level(finest, of, refined.parts);
    } else {
      coarse = coarser_level(coarse, refined.part, refined.parts);
    }
  }
  for (std::size_t node = 0; node < partition.size(); ++node) partition[node] = present[of[node]];
}

// Parts of a community that no tie joins become communities of their own, which never lowers modularity.
void part_disconnected(const Level& level, Partition& partition) {
  Partition parted(partition.size(), kNoNode);
  std::vector<Node> waiting;
  std::uint32_t parts = 0;
  for (Node root = 0; root < level.nodes(); ++root) {
    if (parted[root] != kNoNode) continue;
    parted[root] = parts;
    waiting.push_back(root);
    while (!waiting.empty()) {
      const Node node = waiting.back();
      waiting.pop_back();
      for (std::uint32_t i = level.offsets[node]; i < level.offsets[node + 1]; ++i) {
        const Node neighbour = level.neighbours[i];
        if (parted[neighbour] != kNoNode || partition[neighbour] != partition[node]) continue;
        parted[neighbour] = parts;
        waiting.push_back(neighbour);
      }
    }
    ++parts;
  }
  partition = std::move(parted);
}

double modularity_of(const Level& level, const Partition& partition) {
  Sums sums(level.nodes());
  for (Node node = 0; node < level.nodes(); ++node) {
    sums.strength[partition[node]] += level.strength[node];
    for (std::uint32_t i = level.offsets[node]; i < level.offsets[node + 1]; ++i) {
      sums.within[partition[node]] += partition[level.neighbours[i]] == partition[node] ? 1 : 0;
    }
  }
  return sums.modularity(level.twice_ties);
}

struct Found {
  Partition partition;
  double modularity = -1;
};

Found search(const Level& finest, std::uint64_t seed, int rounds) {
  SplitMix64 random(seed);
  Found best;
  Partition partition(finest.nodes());
  std::iota(partition.begin(), partition.end(), 0U);
  for (int round = 0; round < rounds; ++round) {
    leiden_round(finest, partition, random);
    part_disconnected(finest, partition);
    const double modularity = modularity_of(finest, partition);
    if (modularity <= best.modularity) break;
    best = {partition, modularity};
  }
  return best;
}

}  // namespace

Communities communities(const Graph& graph, const CommunityRule& rule) {
  const auto order = structural_order(graph);
  const Level finest = finest_level(graph, order);
  const Effort effort = effort_of(rule, graph.ties());
  SplitMix64 seeds(rule.seed);
  Found best;
  for (int attempt = 0; attempt < effort.tries; ++attempt) {
    Found found = search(finest, seeds.next(), effort.rounds);
    if (found.modularity > best.modularity) best = std::move(found);
  }
  Communities communities;
  communities.of.resize(graph.nodes());
  for (std::size_t i = 0; i < order.size(); ++i) communities.of[order[i]] = best.partition[i];
  communities.sizes = renumber_by_size(communities.of, graph.nodes());
  communities.modularity = best.modularity;
  return communities;
}

double modularity(const Rows& undirected, std::span<const std::uint32_t> of) {
  std::uint32_t communities = 0;
  for (const std::uint32_t community : of) communities = std::max(communities, community + 1);
  Sums sums(communities);
  for (Node node = 0; node < undirected.nodes(); ++node) {
    sums.strength[of[node]] += undirected.degree(node);
    for (const Node neighbour : undirected.of(node)) sums.within[of[node]] += of[neighbour] == of[node] ? 1 : 0;
  }
  return sums.modularity(undirected.size());
}

}  // namespace chancery::graph
