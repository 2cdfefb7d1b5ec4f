#include "graph/communities.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "support/drawn_graph.hpp"
#include "support/igraph_peer.hpp"
#include "support/random_graph.hpp"

namespace chancery::graph {
namespace {

using testing::draw;

// Groups of `size` nodes tied at random within, and now and then to others.
Graph grouped(Node groups, Node size, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Tie> ties;
  for (Node node = 0; node < groups * size; ++node) {
    for (int i = 0; i < 6; ++i) {
      const Node group = random() % 5 == 0 ? static_cast<Node>(random()) % groups : node / size;
      ties.push_back({node, group * size + static_cast<Node>(random()) % size});
    }
  }
  return Graph::of(groups * size, ties).value();
}

double leiden_of_igraph(const Graph& graph) {
  const Rows rows = undirected(graph);
  const testing::Igraph peer(rows);
  testing::IgraphVector strength;
  igraph_strength(peer.get(), strength.get(), igraph_vss_all(), IGRAPH_ALL, true, nullptr);
  double best = -1;
  igraph_rng_seed(igraph_rng_default(), 1);
  for (int i = 0; i < 5; ++i) {
    testing::IgraphInts members;
    igraph_integer_t count = 0;
    igraph_community_leiden(peer.get(), nullptr, strength.get(), 1.0 / static_cast<double>(rows.size()), 0.01, false,
                            -1, members.get(), &count, nullptr);
    best = std::max(best, modularity(rows, members.values<std::uint32_t>()));
  }
  return best;
}

TEST(Communities, AreTheGroupsOneWouldDraw) {
  const auto drawn = draw("a <-> b -> c -> a; c -> x; x <-> y -> z <-> x; alone");
  const Communities found = communities(drawn.graph);
  EXPECT_THAT(found.sizes, ::testing::ElementsAre(3, 3, 1));
  EXPECT_EQ(found.of[drawn["a"]], found.of[drawn["c"]]);
  EXPECT_EQ(found.of[drawn["x"]], found.of[drawn["z"]]);
  EXPECT_NE(found.of[drawn["a"]], found.of[drawn["x"]]);
  // Seven pairs, six of them within: 6/7 - 2 (7/14)^2.
  EXPECT_NEAR(found.modularity, 6.0 / 7 - 0.5, 1e-15);
}

TEST(Communities, HaveNoModularityWithoutTies) {
  EXPECT_EQ(communities(Graph()).count(), 0U);
  const Communities alone = communities(draw("a; b").graph);
  EXPECT_EQ(alone.count(), 2U);
  EXPECT_EQ(alone.modularity, 0);
}

TEST(Communities, AreAtLeastAsGoodAsThoseOfIgraph) {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    for (const Graph& graph : {grouped(12, 20, seed), testing::random_graph(200, 500, seed)}) {
      const Communities found = communities(graph);
      EXPECT_GE(found.modularity, leiden_of_igraph(graph) - 1e-3) << seed;
      EXPECT_NEAR(found.modularity, modularity(undirected(graph), found.of), 1e-12);
    }
  }
}

TEST(Communities, AreTheSameForASeedAndUnderOtherLabels) {
  const Graph graph = grouped(8, 15, 3);
  const Communities found = communities(graph);
  EXPECT_EQ(communities(graph).of, found.of);
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    const auto labels = testing::random_labels(graph.nodes(), seed);
    const Communities again = communities(testing::relabelled(graph, labels));
    EXPECT_EQ(again.modularity, found.modularity);
    EXPECT_EQ(again.sizes, found.sizes);
    std::vector<std::uint32_t> name(found.count(), kNoNode);
    for (Node node = 0; node < graph.nodes(); ++node) {
      std::uint32_t& other = name[found.of[node]];
      if (other == kNoNode) other = again.of[labels[node]];
      EXPECT_EQ(other, again.of[labels[node]]);
    }
  }
}

TEST(Communities, HoldTogether) {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    const Graph graph = testing::random_graph(120, 130, seed);
    const Rows rows = undirected(graph);
    const Communities found = communities(graph);
    std::vector<bool> reached(graph.nodes(), false);
    std::vector<std::uint32_t> pieces(found.count(), 0);
    for (Node root = 0; root < graph.nodes(); ++root) {
      if (reached[root]) continue;
      ++pieces[found.of[root]];
      std::vector<Node> waiting{root};
      reached[root] = true;
      while (!waiting.empty()) {
        const Node node = waiting.back();
        waiting.pop_back();
        for (const Node next : rows.of(node)) {
          if (reached[next] || found.of[next] != found.of[root]) continue;
          reached[next] = true;
          waiting.push_back(next);
        }
      }
    }
    EXPECT_THAT(pieces, ::testing::Each(1U));
  }
}

}  // namespace
}  // namespace chancery::graph
