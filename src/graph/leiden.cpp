#include "graph/leiden.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace chancery::graph {
namespace {

std::vector<Node> drawn_order(Node nodes, SplitMix64& random) {
  std::vector<Node> order(nodes);
  std::iota(order.begin(), order.end(), 0U);
  for (Node i = nodes; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

// Weights of one node to the communities around it. Cleared by looking only at what was touched.
class Gathered {
 public:
  explicit Gathered(Node communities) : weight_(communities, 0) {}

  void add(std::uint32_t community, std::uint32_t weight) {
    if (weight_[community] == 0) touched_.push_back(community);
    weight_[community] += weight;
  }
  [[nodiscard]] std::uint32_t to(std::uint32_t community) const { return weight_[community]; }
  [[nodiscard]] std::span<const std::uint32_t> touched() const { return touched_; }
  void clear() {
    for (const std::uint32_t community : touched_) weight_[community] = 0;
    touched_.clear();
  }

 private:
  std::vector<std::uint32_t> weight_;
  std::vector<std::uint32_t> touched_;
};

// The community of most gain, seen from one that is worth `gain`.
struct Best {
  std::uint32_t community = 0;
  std::int64_t gain = 0;

  // `stays` is the community that wins among equals.
  void offer(std::uint32_t other, std::int64_t worth, std::uint32_t stays) {
    if (worth > gain || (worth == gain && community != stays && other < community)) {
      community = other;
      gain = worth;
    }
  }
};

std::int64_t worth(std::uint32_t weight, std::uint64_t twice_ties, std::uint32_t strength, std::uint32_t all) {
  return static_cast<std::int64_t>(weight * twice_ties) - static_cast<std::int64_t>(std::uint64_t{strength} * all);
}

// Communities without a node, the least number first to be given out.
class EmptyCommunities {
 public:
  EmptyCommunities(const Partition& partition, Node communities) : members_(communities, 0) {
    for (const std::uint32_t community : partition) ++members_[community];
    for (std::uint32_t c = communities; c-- > 0;) {
      if (members_[c] == 0) empty_.push_back(c);
    }
  }

  [[nodiscard]] bool alone(std::uint32_t community) const { return members_[community] == 1; }
  // One without a node: kNoNode where there is none.
  [[nodiscard]] std::uint32_t one() const { return empty_.empty() ? kNoNode : empty_.back(); }
  void move(std::uint32_t from, std::uint32_t to) {
    if (members_[to]++ == 0) empty_.pop_back();
    if (--members_[from] == 0) empty_.push_back(from);
  }

 private:
  std::vector<std::uint32_t> members_;
  std::vector<std::uint32_t> empty_;
};

// First in, first out, each node at most once.
class Waiting {
 public:
  explicit Waiting(std::vector<Node> nodes)
      : ring_(std::move(nodes)), waits_(ring_.size(), true), size_(ring_.size()) {}

  [[nodiscard]] bool empty() const { return size_ == 0; }
  Node take() {
    const Node node = ring_[first_];
    first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
    --size_;
    waits_[node] = false;
    return node;
  }
  void add(Node node) {
    if (waits_[node]) return;
    waits_[node] = true;
    const std::size_t end = first_ + size_++;
    ring_[end < ring_.size() ? end : end - ring_.size()] = node;
  }

 private:
  std::vector<Node> ring_;
  std::vector<std::uint8_t> waits_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace

void move_nodes(const Level& level, Partition& partition, SplitMix64& random) {
  const Node nodes = level.nodes();
  std::vector<std::uint32_t> strength(nodes, 0);  // of each community
  for (Node node = 0; node < nodes; ++node) strength[partition[node]] += level.strength[node];
  EmptyCommunities communities(partition, nodes);
  Gathered around(nodes);
  Waiting waiting(drawn_order(nodes, random));
  while (!waiting.empty()) {
    const Node node = waiting.take();
    const std::uint32_t own = partition[node];
    const std::uint32_t k = level.strength[node];
    for (std::uint32_t i = level.offsets[node]; i < level.offsets[node + 1]; ++i) {
      around.add(partition[level.neighbours[i]], level.weight(i));
    }
    strength[own] -= k;
    Best best{own, worth(around.to(own), level.twice_ties, k, strength[own])};
    for (const std::uint32_t other : around.touched()) {
      best.offer(other, worth(around.to(other), level.twice_ties, k, strength[other]), own);
    }
    around.clear();
    if (best.gain < 0 && !communities.alone(own)) best = {communities.one(), 0};
    strength[best.community] += k;
    if (best.community == own) continue;
    communities.move(own, best.community);
    partition[node] = best.community;
    for (std::uint32_t i = level.offsets[node]; i < level.offsets[node + 1]; ++i) {
      const Node neighbour = level.neighbours[i];
      if (partition[neighbour] != best.community) waiting.add(neighbour);
    }
  }
}

Refined refine(const Level& level, const Partition& partition, SplitMix64& random) {
  const Node nodes = level.nodes();
  std::vector<std::uint32_t> whole(nodes, 0);  // strength of each community
  for (Node node = 0; node < nodes; ++node) whole[partition[node]] += level.strength[node];
  // Of each part, at first a node alone: its strength, and its weight to the rest of its community.
  std::vector<std::uint32_t> strength = level.strength;
  std::vector<std::uint32_t> outward(nodes, 0);
  for (Node node = 0; node < nodes; ++node) {
    for (std::uint32_t i = level.offsets[node]; i < level.offsets[node + 1]; ++i) {
      if (partition[level.neighbours[i]] == partition[node]) outward[node] += level.weight(i);
    }
  }
  const auto well_connected = [&](std::uint32_t part, std::uint32_t community) {
    return worth(outward[part], level.twice_ties, strength[part], whole[community] - strength[part]) >= 0;
  };
  Refined refined;
  refined.part.resize(nodes);
  std::iota(refined.part.begin(), refined.part.end(), 0U);
  std::vector<bool> joined(nodes, false);  // by somebody, or somebody else's
  Gathered around(nodes);
  for (const Node node : drawn_order(nodes, random)) {
    const std::uint32_t community = partition[node];
    if (joined[node] || !well_connected(node, community)) continue;
    for (std::uint32_t i = level.offsets[node]; i < level.offsets[node + 1]; ++i) {
      const Node neighbour = level.neighbours[i];
      if (partition[neighbour] == community) around.add(refined.part[neighbour], level.weight(i));
    }
    Best best{node, 0};
    for (const std::uint32_t part : around.touched()) {
      if (part == node || !well_connected(part, community)) continue;
      best.offer(part, worth(around.to(part), level.twice_ties, level.strength[node], strength[part]), node);
    }
    if (best.community != node) {
      const std::uint32_t part = best.community;
      refined.part[node] = part;
      joined[node] = joined[part] = true;
      strength[part] += level.strength[node];
      outward[part] = outward[part] + outward[node] - 2 * around.to(part);
    }
    around.clear();
  }
  refined.parts = number_densely(refined.part);
  return refined;
}

std::uint32_t number_densely(Partition& partition) {
  std::vector<std::uint32_t> number(partition.size(), kNoNode);
  std::uint32_t next = 0;
  for (std::uint32_t& community : partition) {
    if (number[community] == kNoNode) number[community] = next++;
    community = number[community];
  }
  return next;
}

}  // namespace chancery::graph
