// Masses in the plane, gathered in squares of squares: what far ones exert together is reckoned at once (Barnes and Hut
// 1986).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/layout.hpp"

namespace chancery::graph {

// Thread safety: one thread at a time.
class QuadTree {
 public:
  // Points and masses of the same nodes. n log n.
  void build(std::span<const Point> points, std::span<const double> masses);

  // Sum over all other masses of mass (from - to) / distance^2: the push on a point. A square whose side is less than
  // 1.2 distances counts as one mass; masses on the point itself do not count.
  [[nodiscard]] Point push(Point at) const;

 private:
  static constexpr std::uint32_t kNone = 0;  // the root is nobody's child
  struct Cell {
    double mass = 0;
    Point centre;  // of mass
    double side = 0;
    std::uint32_t child[4] = {kNone, kNone, kNone, kNone};
    bool leaf = true;
  };
  void insert(Point point, double mass);

  std::vector<Cell> cells_;
  Point low_;
  mutable std::vector<std::uint32_t> waiting_;
};

}  // namespace chancery::graph
