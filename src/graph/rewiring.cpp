#include "graph/rewiring.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "graph/communities.hpp"
#include "graph/structural_order.hpp"

namespace chancery::graph {
namespace {

constexpr std::size_t kTriesATie = 5;
constexpr std::size_t kSearchesHere = 5;

double searched_once(const Graph& graph, std::uint64_t seed) {
  return communities(graph, {.seed = seed, .rounds = 2, .tries = 1}).modularity;
}

}  // namespace

Rewiring::Rewiring(const Graph& graph, std::uint64_t seed)
    : level_(finest_level(graph, structural_order(graph))), random_(seed) {
  std::vector<std::uint32_t> next(level_.offsets.begin(), level_.offsets.end() - 1);
  // Rows ascend: a node meets those before it in the order in which they have met it.
  for (Node node = 0; node < level_.nodes(); ++node) {
    for (std::uint32_t at = level_.offsets[node]; at < level_.offsets[node + 1]; ++at) {
      const Node other = level_.neighbours[at];
      if (other > node) ties_.push_back({node, other, at, next[other]++});
    }
  }
}

bool Rewiring::tied(Node a, Node b) const {
  if (level_.strength[b] < level_.strength[a]) std::swap(a, b);
  const auto row = std::span(level_.neighbours).subspan(level_.offsets[a], level_.strength[a]);
  return std::ranges::find(row, b) != row.end();
}

// a-b and c-d become a-d and c-b.
void Rewiring::try_swap() {
  Ends& first = ties_[random_.below(ties_.size())];
  Ends& second = ties_[random_.below(ties_.size())];
  if (random_.next() % 2 == 0) {
    std::swap(second.a, second.b);
    std::swap(second.a_at, second.b_at);
  }
  if (first.a == second.b || first.b == second.a || first.a == second.a || first.b == second.b) return;
  if (tied(first.a, second.b) || tied(second.a, first.b)) return;
  level_.neighbours[first.b_at] = second.b;
  level_.neighbours[second.b_at] = first.b;
  level_.neighbours[first.a_at] = second.a;
  level_.neighbours[second.a_at] = first.a;
  std::swap(first.b, second.b);
  std::swap(first.a_at, second.a_at);
}

Graph Rewiring::next() {
  if (!ties_.empty()) {
    for (std::size_t i = 0; i < kTriesATie * ties_.size(); ++i) try_swap();
  }
  std::vector<Tie> ties;
  ties.reserve(ties_.size());
  for (const Ends& ends : ties_) ties.push_back({ends.a, ends.b});
  return Graph::of(level_.nodes(), ties).value();  // as many ties as before, so they fit
}

ChanceModularity modularity_by_chance(const Graph& graph, std::size_t networks, std::uint64_t seed) {
  ChanceModularity chance{.networks = networks};
  Rewiring rewiring(graph, seed);
  std::vector<double> found;
  found.reserve(networks);
  for (std::size_t i = 0; i < networks; ++i) {
    found.push_back(searched_once(rewiring.next(), seed + i));
    chance.mean += found.back() / static_cast<double>(networks);
    chance.highest = std::max(chance.highest, found.back());
  }
  for (std::size_t i = 0; i < kSearchesHere; ++i) {
    chance.here += searched_once(graph, seed + i) / static_cast<double>(kSearchesHere);
  }
  for (const double each : found) chance.deviation += (each - chance.mean) * (each - chance.mean);
  chance.deviation = std::sqrt(chance.deviation / static_cast<double>(networks - 1));
  return chance;
}

}  // namespace chancery::graph
