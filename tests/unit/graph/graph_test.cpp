#include "graph/graph.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "support/drawn_graph.hpp"
#include "support/random_graph.hpp"

namespace chancery::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Graph, HoldsEachTieOnceInAscendingRowsBothWays) {
  const std::vector<Tie> ties{{2, 1}, {0, 2}, {2, 0}, {1, 1}, {2, 1}, {0, 1}, {2, 1}};
  const Graph graph = Graph::of(4, ties).value();
  EXPECT_EQ(graph.nodes(), 4U);
  EXPECT_EQ(graph.ties(), 4U);
  EXPECT_EQ(graph.self_ties(), 1U);
  EXPECT_EQ(graph.duplicates(), 2U);
  EXPECT_THAT(graph.out().of(2), ElementsAre(0, 1));
  EXPECT_THAT(graph.in().of(1), ElementsAre(0, 2));
  EXPECT_THAT(graph.out().of(3), IsEmpty());
  EXPECT_TRUE(graph.out().contains(0, 2));
  EXPECT_FALSE(graph.out().contains(1, 1));
}

TEST(Graph, IsTheSameInWhateverOrderTiesCome) {
  auto ties = testing::random_ties(50, 400, 1);
  const Graph graph = Graph::of(50, ties).value();
  std::ranges::reverse(ties);
  const Graph again = Graph::of(50, ties).value();
  EXPECT_TRUE(std::ranges::equal(graph.out().neighbours(), again.out().neighbours()));
  EXPECT_TRUE(std::ranges::equal(graph.in().offsets(), again.in().offsets()));
}

TEST(Graph, CountsAMutualTieOnceWhereDirectionDoesNotMatter) {
  const auto drawn = testing::draw("mfa <-> paris; paris -> press; press <- mfa");
  const Rows rows = undirected(drawn.graph);
  EXPECT_EQ(rows.size(), 6U);
  EXPECT_THAT(rows.of(drawn["paris"]), ElementsAre(drawn["mfa"], drawn["press"]));
}

TEST(Graph, MayBeEmpty) {
  const Graph graph = Graph::of(0, std::vector<Tie>{}).value();
  EXPECT_EQ(graph.nodes(), 0U);
  EXPECT_EQ(undirected(graph).nodes(), 0U);
}

}  // namespace
}  // namespace chancery::graph
