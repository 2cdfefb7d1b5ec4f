// A seeded drawing of the whole network: neighbours attract, all repel, well-connected nodes more (ForceAtlas2, Jacomy
// and others 2014; repulsion of far groups by Barnes and Hut 1986).
//
// Made of + - * / and square roots alone, so the same graph and seed give the same bytes on any machine.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "graph/graph.hpp"

namespace chancery::graph {

struct Point {
  double x = 0;
  double y = 0;

  friend bool operator==(const Point&, const Point&) = default;
};

struct LayoutRule {
  std::uint64_t seed = 42;
  int rounds = 0;  // 0: as the size of the graph allows, from 400 down to 20
  std::function<void(int done, int all)> progress;
};

// For each node a place in the unit square, the drawing's middle at (0.5, 0.5). No two nodes on one point. `undirected`
// is graph::undirected.
[[nodiscard]] std::vector<Point> layout(const Rows& undirected, const LayoutRule& rule = {});

}  // namespace chancery::graph
