#include "graph/rewiring.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "graph/communities.hpp"
#include "support/drawn_graph.hpp"

namespace chancery::graph {
namespace {

std::vector<std::uint32_t> sorted_degrees(const Graph& graph) {
  const Rows rows = undirected(graph);
  std::vector<std::uint32_t> degrees;
  for (Node node = 0; node < rows.nodes(); ++node) degrees.push_back(rows.degree(node));
  std::ranges::sort(degrees);
  return degrees;
}

// Ties drawn at random: of ten, `within` lie inside groups of twenty.
std::vector<Tie> drawn_ties(Node nodes, std::uint32_t within, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Tie> ties;
  for (Node node = 0; node < nodes; ++node) {
    for (int i = 0; i < 5; ++i) {
      const bool inside = random() % 10 < within;
      const auto other = static_cast<Node>(random());
      ties.push_back({node, inside ? node / 20 * 20 + other % 20 : other % nodes});
    }
  }
  return ties;
}

TEST(Rewiring, KeepsEveryDegreeAndTiesNobodyTwice) {
  const Graph graph = Graph::of(200, drawn_ties(200, 8, 1)).value();
  const Rows before = undirected(graph);
  Rewiring rewiring(graph, 42);
  std::set<std::pair<Node, Node>> last;
  for (int i = 0; i < 5; ++i) {
    const Graph drawn = rewiring.next();
    EXPECT_EQ(drawn.self_ties(), 0U);
    EXPECT_EQ(drawn.duplicates(), 0U);
    EXPECT_EQ(drawn.ties(), before.size() / 2);
    EXPECT_EQ(undirected(drawn).size(), before.size());  // nor a pair in both directions
    EXPECT_EQ(sorted_degrees(drawn), sorted_degrees(graph));
    std::set<std::pair<Node, Node>> ties;
    for (Node node = 0; node < drawn.nodes(); ++node) {
      for (const Node other : drawn.out().of(node)) ties.insert(std::minmax(node, other));
    }
    EXPECT_NE(ties, last);
    last = std::move(ties);
  }
}

// Six nodes of degree one: three ties, to be paired in fifteen ways, each as likely as any.
TEST(Rewiring, DrawsEveryNetworkAsOftenAsAnother) {
  const auto drawn = testing::draw("a -> b; c -> d; e -> f");
  Rewiring rewiring(drawn.graph, 7);
  std::map<std::set<std::pair<Node, Node>>, int> seen;
  constexpr int kDraws = 15'000;
  for (int i = 0; i < kDraws; ++i) {
    const Graph graph = rewiring.next();
    std::set<std::pair<Node, Node>> ties;
    for (Node node = 0; node < graph.nodes(); ++node) {
      for (const Node other : graph.out().of(node)) ties.insert(std::minmax(node, other));
    }
    ++seen[ties];
  }
  EXPECT_EQ(seen.size(), 15U);
  for (const auto& [ties, times] : seen) EXPECT_NEAR(times, kDraws / 15, 150);  // nearly five deviations
}

TEST(Rewiring, LeavesWhatItsDegreesAloneDecide) {
  const auto star = testing::draw("a -> b; a -> c; a -> d");
  EXPECT_EQ(sorted_degrees(Rewiring(star.graph, 1).next()), sorted_degrees(star.graph));
  EXPECT_EQ(Rewiring(Graph::of(3, std::vector<Tie>{}).value(), 1).next().ties(), 0U);
}

TEST(ModularityByChance, TellsGroupsFromNothing) {
  const auto chance = modularity_by_chance(Graph::of(400, drawn_ties(400, 8, 3)).value(), 10, 42);
  EXPECT_EQ(chance.networks, 10U);
  EXPECT_TRUE(chance.exceeded());
  EXPECT_GT(chance.here, chance.mean + 20 * chance.deviation);
  EXPECT_GE(chance.highest, chance.mean);
}

// A network drawn at random lies above twenty others as often as any of them: once in twenty-one.
TEST(ModularityByChance, TakesChanceForWhatItIs) {
  int exceeded = 0;
  for (std::uint32_t seed = 1; seed <= 21; ++seed) {
    exceeded += modularity_by_chance(Graph::of(150, drawn_ties(150, 0, seed)).value(), 20, seed).exceeded() ? 1 : 0;
  }
  EXPECT_LE(exceeded, 4);  // of 21 at a chance of one in 21; five or more would come once in 300
}

TEST(ModularityByChance, LooksAtNoLabel) {
  const auto ties = drawn_ties(300, 6, 5);
  std::vector<Node> other(300);
  for (Node node = 0; node < 300; ++node) other[node] = (node * 77 + 5) % 300;  // 77 and 300 have no common divisor
  std::vector<Tie> renamed;
  for (const Tie& tie : ties) renamed.push_back({other[tie.source], other[tie.target]});
  const auto one = modularity_by_chance(Graph::of(300, ties).value(), 5, 42);
  const auto two = modularity_by_chance(Graph::of(300, renamed).value(), 5, 42);
  EXPECT_DOUBLE_EQ(one.mean, two.mean);
  EXPECT_DOUBLE_EQ(one.highest, two.highest);
  EXPECT_DOUBLE_EQ(one.here, two.here);
}

}  // namespace
}  // namespace chancery::graph
