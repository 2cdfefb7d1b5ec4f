#include "graph/betweenness.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/drawn_graph.hpp"
#include "support/igraph_peer.hpp"
#include "support/random_graph.hpp"

namespace chancery::graph {
namespace {

using testing::draw;

std::vector<double> of_igraph(const testing::Igraph& peer, bool directed) {
  testing::IgraphVector value;
  igraph_betweenness(peer.get(), value.get(), igraph_vss_all(), directed, nullptr);
  return value.values();
}

TEST(Betweenness, CountsThePathsOfOthersOverANode) {
  const auto drawn = draw("a -> m; b -> m; m -> x; m -> y; y -> z");
  const auto value = betweenness(drawn.graph);
  EXPECT_DOUBLE_EQ(value[drawn["m"]], 6);
  EXPECT_DOUBLE_EQ(value[drawn["y"]], 3);
  EXPECT_DOUBLE_EQ(value[drawn["a"]], 0);
  const auto either_way = betweenness(undirected(drawn.graph));
  EXPECT_DOUBLE_EQ(either_way[drawn["m"]], 9);
}

TEST(Betweenness, SharesAPairAmongItsShortestPaths) {
  const auto drawn = draw("a -> l -> b; a -> r -> b");
  EXPECT_DOUBLE_EQ(betweenness(drawn.graph)[drawn["l"]], 0.5);
}

TEST(Betweenness, IsThatOfIgraph) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    const Graph graph = testing::random_graph(80, 200, seed);
    const auto ours = betweenness(graph);
    const auto theirs = of_igraph(testing::Igraph(graph), true);
    const Rows rows = undirected(graph);
    const auto ours_undirected = betweenness(rows);
    const auto theirs_undirected = of_igraph(testing::Igraph(rows), false);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_NEAR(ours[i], theirs[i], 1e-9 * (1 + theirs[i]));
      EXPECT_NEAR(ours_undirected[i], theirs_undirected[i], 1e-9 * (1 + theirs_undirected[i]));
    }
  }
}

TEST(Betweenness, OutgrowsNoNumberWherePathsMultiply) {
  // 1,200 times two ways: 2^1200 paths from one end to the other.
  std::vector<Tie> ties;
  const Node rungs = 1200;
  for (Node i = 0; i < rungs; ++i) {
    for (const Node side : {1U, 2U}) {
      ties.push_back({3 * i, 3 * i + side});
      ties.push_back({3 * i + side, 3 * i + 3});
    }
  }
  const auto value = betweenness(Graph::of(3 * rungs + 1, ties).value());
  for (const double each : value) ASSERT_TRUE(std::isfinite(each));
  // The joint in the middle: 1,800 nodes before it, 1,800 behind.
  EXPECT_NEAR(value[3 * (rungs / 2)], 1800.0 * 1800.0, 1e-3);
}

TEST(SampledBetweenness, IsExactFromAllSourcesAndWithinItsBoundFromSome) {
  const Graph graph = testing::random_graph(300, 900, 3);
  const auto exact = betweenness(graph);
  const auto all = sampled_betweenness(graph, 300, 42);
  EXPECT_EQ(all.error, 0);
  for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(all.value[i], exact[i], 1e-9 * (1 + exact[i]));
  int beyond = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto some = sampled_betweenness(graph, 100, seed);
    EXPECT_NEAR(some.error, std::sqrt(std::log(2 * 300 / 0.1) / 200) * 300 / 299, 1e-12);
    bool within = true;
    for (std::size_t i = 0; i < exact.size(); ++i) {
      within = within && std::abs(some.value[i] - exact[i]) / (299.0 * 298.0) <= some.error;
    }
    beyond += within ? 0 : 1;
  }
  EXPECT_LE(beyond, 2);
  EXPECT_EQ(sampled_betweenness(graph, 100, 7).value, sampled_betweenness(graph, 100, 7).value);
}

TEST(SampledBetweenness, SaysHowManySourcesAnErrorNeeds) {
  EXPECT_EQ(sources_for(100, 0.01), 100U);
  const std::size_t needed = sources_for(1'000'000, 0.05);
  EXPECT_EQ(needed, 3363U);
  EXPECT_EQ(sources_for(1, 0.1), 1U);
}

}  // namespace
}  // namespace chancery::graph
