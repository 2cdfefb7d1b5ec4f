#include "graph/quad_tree.hpp"

#include <algorithm>

namespace chancery::graph {
namespace {

constexpr int kDeepest = 48;  // closer points share a cell
constexpr double kOpen = 1.2;
constexpr double kNearest = 1e-9;  // no push grows without bounds

}  // namespace

void QuadTree::build(std::span<const Point> points, std::span<const double> masses) {
  cells_.clear();
  if (points.empty()) return;
  Point high = points[0];
  low_ = points[0];
  for (const Point& point : points) {
    low_ = {std::min(low_.x, point.x), std::min(low_.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  cells_.emplace_back();
  cells_[0].side = std::max({high.x - low_.x, high.y - low_.y, 1e-9});
  for (std::size_t i = 0; i < points.size(); ++i) insert(points[i], masses[i]);
}

void QuadTree::insert(Point point, double mass) {
  std::uint32_t at = 0;
  Point corner = low_;
  for (int depth = 0;; ++depth) {
    const double half = cells_[at].side / 2;
    const auto into = [&](Point p) {
      const std::uint32_t right = p.x >= corner.x + half ? 1 : 0;
      const std::uint32_t upper = p.y >= corner.y + half ? 2 : 0;
      return right + upper;
    };
    const auto child_of = [&](std::uint32_t quarter) {
      if (cells_[at].child[quarter] == kNone) {
        const auto next = static_cast<std::uint32_t>(cells_.size());
        cells_.emplace_back().side = half;
        cells_[at].child[quarter] = next;
      }
      return cells_[at].child[quarter];
    };
    if (cells_[at].leaf && cells_[at].mass > 0 && depth < kDeepest) {
      // It held one point: that one goes a square deeper.
      const std::uint32_t below = child_of(into(cells_[at].centre));
      cells_[below].mass = cells_[at].mass;
      cells_[below].centre = cells_[at].centre;
      cells_[at].leaf = false;
    }
    Cell& cell = cells_[at];
    const double sum = cell.mass + mass;
    cell.centre = {(cell.centre.x * cell.mass + point.x * mass) / sum,
                   (cell.centre.y * cell.mass + point.y * mass) / sum};
    cell.mass = sum;
    if (cell.leaf) return;
    const std::uint32_t quarter = into(point);
    corner = {corner.x + ((quarter & 1U) != 0 ? half : 0), corner.y + ((quarter & 2U) != 0 ? half : 0)};
    at = child_of(quarter);
  }
}

Point QuadTree::push(Point at) const {
  Point push;
  if (cells_.empty()) return push;
  waiting_.assign(1, 0);
  while (!waiting_.empty()) {
    const Cell& cell = cells_[waiting_.back()];
    waiting_.pop_back();
    const double dx = at.x - cell.centre.x;
    const double dy = at.y - cell.centre.y;
    const double square = dx * dx + dy * dy;
    if (cell.leaf || cell.side * cell.side < kOpen * kOpen * square) {
      const double near = std::max(square, kNearest);
      push.x += cell.mass * dx / near;
      push.y += cell.mass * dy / near;
      continue;
    }
    for (const std::uint32_t child : cell.child) {
      if (child != kNone) waiting_.push_back(child);
    }
  }
  return push;
}

}  // namespace chancery::graph
