// Which of some centres each of many points is nearest to.
//
// The answer is that of the plain comparison of every point with every centre, to the bit, ties to the lowest index;
// for many points a grid over their box is laid out once, and each cell compares only with the centres that can be
// nearest to some place in it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "opinion/projection.hpp"

namespace chancery::opinion {

// Squared; written once, so that every comparison rounds alike.
[[nodiscard]] inline double distance2(const Point& a, const Point& b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  return (dx * dx) + (dy * dy);
}

class NearestCentres {
 public:
  // The points are borrowed as long as this lives.
  explicit NearestCentres(std::span<const Point> points);

  // For each point the index of its nearest centre; there is at least one.
  void assign(std::span<const Point> centres, std::vector<std::uint32_t>& labels);

 private:
  struct Box {
    Point low;
    Point high;
  };
  [[nodiscard]] Box box_of(std::uint32_t column, std::uint32_t row, std::uint32_t cells_a_side) const;
  void choose(std::span<const Point> centres, std::span<const std::uint32_t> among, const Box& box,
              std::vector<std::uint32_t>& chosen);
  void assign_by_cell(std::span<const Point> centres, std::vector<std::uint32_t>& labels);

  std::span<const Point> points_;
  bool gridded_ = false;
  Box box_;
  std::vector<std::uint32_t> order_;  // points by cell
  std::vector<std::size_t> begin_;    // of a cell in order_, cells + 1
  std::vector<double> least_;         // scratch
};

}  // namespace chancery::opinion
