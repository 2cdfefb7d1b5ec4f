#include "graph/layout.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/split_mix.hpp"
#include "graph/components.hpp"
#include "graph/quad_tree.hpp"
#include "graph/structural_order.hpp"

namespace chancery::graph {
namespace {

int rounds_for(Node nodes) {
  return nodes <= 2'000 ? 400 : nodes <= 20'000 ? 150 : nodes <= 200'000 ? 60 : 20;
}

// The rows of nodes by their place in the order, each ascending: then sums do not depend on labels.
Rows by_place(const Rows& rows, const std::vector<Node>& order) {
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  std::vector<std::uint32_t> offsets{0};
  std::vector<Node> neighbours;
  neighbours.reserve(rows.size());
  for (const Node node : order) {
    for (const Node neighbour : rows.of(node)) neighbours.push_back(place[neighbour]);
    std::sort(neighbours.begin() + offsets.back(), neighbours.end());
    offsets.push_back(static_cast<std::uint32_t>(neighbours.size()));
  }
  return {std::move(offsets), std::move(neighbours)};
}

double length(Point p) {
  return std::sqrt(p.x * p.x + p.y * p.y);
}

// ForceAtlas2: linear attraction, repulsion by (degree + 1) over the distance, gravity, and a speed that adapts to how
// much the nodes swing.
class Forces {
 public:
  Forces(const Rows& rows, std::uint64_t seed) : rows_(rows), point_(rows.nodes()), force_(rows.nodes()) {
    before_.resize(rows.nodes());
    SplitMix64 random(seed);
    const double side = 10 * std::sqrt(static_cast<double>(rows.nodes()));
    for (Point& point : point_) {
      point.x = (random.uniform() - 0.5) * side;
      point.y = (random.uniform() - 0.5) * side;
    }
    const Components parts = weak_components(rows);
    aside_.assign(rows.nodes(), false);
    for (Node node = 0; node < rows.nodes(); ++node) {
      mass_.push_back(rows.degree(node) + 1.0);
      aside_[node] = 2 * parts.largest() > rows.nodes() && parts.of[node] != 0;
    }
  }

  void round() {
    before_.swap(force_);
    tree_.build(point_, mass_);
    const double repulsion = point_.size() < 100 ? 10 : 2;
    const double well = repulsion * well_of_those_aside();
    for (Node node = 0; node < rows_.nodes(); ++node) {
      const Point here = point_[node];
      const Point push = tree_.push(here);
      const double away = length(here);
      const double gravity = aside_[node] ? well * mass_[node] : away > 0 ? mass_[node] / away : 0;
      Point force{repulsion * mass_[node] * push.x - gravity * here.x,
                  repulsion * mass_[node] * push.y - gravity * here.y};
      for (const Node neighbour : rows_.of(node)) {
        force.x -= here.x - point_[neighbour].x;
        force.y -= here.y - point_[neighbour].y;
      }
      force_[node] = force;
    }
    adapt_speed();
    for (Node node = 0; node < rows_.nodes(); ++node) {
      const double factor = speed_ / (1 + std::sqrt(speed_ * mass_[node] * swing(node)));
      point_[node].x += force_[node].x * factor;
      point_[node].y += force_[node].y * factor;
    }
  }

  std::vector<Point> take() && { return std::move(point_); }

 private:
  // Small parts beside one that holds most nodes would fly far off and leave it a spot in the middle: they are held, by
  // a pull that grows with distance, where it balances the push of all the rest: at 2.2 times the spread of the
  // largest.
  [[nodiscard]] double well_of_those_aside() const {
    double mass = 0;
    double squares = 0;
    for (Node node = 0; node < rows_.nodes(); ++node) {
      if (aside_[node]) continue;
      mass += mass_[node];
      squares += mass_[node] * (point_[node].x * point_[node].x + point_[node].y * point_[node].y);
    }
    const double spread = mass > 0 ? squares / mass : 0;
    return spread > 0 ? mass / (2.2 * 2.2 * spread) : 0;
  }

  [[nodiscard]] double swing(Node node) const {
    return length({force_[node].x - before_[node].x, force_[node].y - before_[node].y});
  }

  void adapt_speed() {
    double swinging = 0;
    double traction = 0;
    for (Node node = 0; node < rows_.nodes(); ++node) {
      swinging += mass_[node] * swing(node);
      traction += mass_[node] * length({force_[node].x + before_[node].x, force_[node].y + before_[node].y}) / 2;
    }
    if (swinging == 0) return;
    const auto n = static_cast<double>(rows_.nodes());
    const double estimate = 0.05 * std::sqrt(n);
    double tolerance = std::max(std::sqrt(estimate), std::min(10.0, estimate * traction / (n * n)));
    if (swinging > 2 * traction) {
      if (efficiency_ > 0.05) efficiency_ *= 0.5;
      tolerance = std::max(tolerance, 1.0);
    }
    const double target = tolerance * efficiency_ * traction / swinging;
    if (swinging > tolerance * traction) {
      if (efficiency_ > 0.05) efficiency_ *= 0.7;
    } else if (speed_ < 1000) {
      efficiency_ *= 1.3;
    }
    speed_ += std::min(target - speed_, 0.5 * speed_);
  }

  const Rows& rows_;
  std::vector<Point> point_;
  std::vector<Point> force_;
  std::vector<Point> before_;
  std::vector<double> mass_;
  std::vector<bool> aside_;  // of a small part
  QuadTree tree_;
  double speed_ = 1;
  double efficiency_ = 1;
};

// Into the unit square, the longer side filling it.
void fit(std::vector<Point>& points) {
  if (points.empty()) return;
  Point low = points[0];
  Point high = points[0];
  for (const Point& point : points) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  const double side = std::max(high.x - low.x, high.y - low.y);
  const Point middle{(low.x + high.x) / 2, (low.y + high.y) / 2};
  for (Point& point : points) {
    point.x = side > 0 ? 0.5 + (point.x - middle.x) / side : 0.5;
    point.y = side > 0 ? 0.5 + (point.y - middle.y) / side : 0.5;
  }
}

// Nodes that fell on one point step aside, each a little further than the one before.
void part(std::vector<Point>& points) {
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t i) { return std::tuple(points[i].y, points[i].x, i); };
  std::ranges::sort(order, {}, key);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Point& left = points[order[i - 1]];
    Point& right = points[order[i]];
    if (right.y == left.y && right.x <= left.x) right.x = left.x + 1e-9;
  }
}

}  // namespace

std::vector<Point> layout(const Rows& undirected, const LayoutRule& rule) {
  const auto order = structural_order(undirected);
  const Rows rows = by_place(undirected, order);
  Forces forces(rows, rule.seed);
  const int rounds = rule.rounds > 0 ? rule.rounds : rounds_for(rows.nodes());
  for (int done = 0; done < rounds; ++done) {
    forces.round();
    if (rule.progress) rule.progress(done + 1, rounds);
  }
  auto placed = std::move(forces).take();
  fit(placed);
  part(placed);
  std::vector<Point> points(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) points[order[i]] = placed[i];
  return points;
}

}  // namespace chancery::graph
