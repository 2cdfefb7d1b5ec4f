#include "graph/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "support/drawn_graph.hpp"
#include "support/random_graph.hpp"

namespace chancery::graph {
namespace {

double apart(Point a, Point b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

TEST(Layout, PutsThoseWhoAreTiedNearEachOther) {
  const auto drawn = testing::draw("a <-> b <-> c <-> a; x <-> y <-> z <-> x; a -> x");
  const auto points = layout(undirected(drawn.graph));
  EXPECT_LT(apart(points[drawn["b"]], points[drawn["c"]]), apart(points[drawn["b"]], points[drawn["y"]]) / 2);
  EXPECT_LT(apart(points[drawn["y"]], points[drawn["z"]]), apart(points[drawn["c"]], points[drawn["z"]]) / 2);
}

TEST(Layout, KeepsToTheUnitSquareAndGivesEachNodeAPointOfItsOwn) {
  for (const Node nodes : {0U, 1U, 2U, 40U, 300U}) {
    const auto points = layout(undirected(testing::random_graph(std::max(nodes, 1U), nodes, 5)));
    std::set<std::pair<double, double>> different;
    for (const Point& point : points) {
      EXPECT_TRUE(point.x >= -1e-6 && point.x <= 1 + 1e-6 && point.y >= 0 && point.y <= 1) << point.x << ' ' << point.y;
      different.emplace(point.x, point.y);
    }
    EXPECT_EQ(different.size(), points.size());
  }
}

TEST(Layout, KeepsThoseWhoAreAloneNearTheRest) {
  // Forty in one part and two alone, who would else push it into a corner of the picture.
  std::vector<Tie> ties;
  for (Node node = 1; node < 40; ++node) ties.push_back({node, (node - 1) / 3});
  const auto points = layout(undirected(Graph::of(42, ties).value()));
  double left = 1;
  double right = 0;
  for (Node node = 0; node < 40; ++node) {
    left = std::min(left, points[node].x);
    right = std::max(right, points[node].x);
  }
  EXPECT_GT(right - left, 0.3);
}

TEST(Layout, IsTheSameForASeedAndAnotherForAnother) {
  const Rows rows = undirected(testing::random_graph(60, 150, 1));
  EXPECT_EQ(layout(rows), layout(rows));
  EXPECT_NE(layout(rows), layout(rows, {.seed = 43}));
}

TEST(Layout, GoesWithTheNodesWhenTheyAreCalledOtherwise) {
  const Graph graph = testing::random_graph(60, 200, 2);
  const auto labels = testing::random_labels(60, 9);
  const auto points = layout(undirected(graph));
  const auto again = layout(undirected(testing::relabelled(graph, labels)));
  int moved = 0;
  for (Node node = 0; node < 60; ++node) moved += points[node] == again[labels[node]] ? 0 : 1;
  // Nodes alone, and pairs of them, cannot be told apart and may change places.
  EXPECT_LE(moved, 6);
}

}  // namespace
}  // namespace chancery::graph
