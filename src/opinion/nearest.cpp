#include "opinion/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace chancery::opinion {
namespace {

constexpr std::size_t kManyPoints = 3'000;  // from here on the grid pays
constexpr std::uint32_t kBlocks = 16;       // a side
constexpr std::uint32_t kCells = 64;        // a side: 4 x 4 of a block
constexpr std::uint32_t kCellsABlock = kCells / kBlocks;
// Rounding moves a distance by some 1e-16 of the coordinates it is made from.
constexpr double kMargin = 1e-9;

std::uint32_t nearest_of(const Point& point, std::span<const Point> centres) {
  std::uint32_t nearest = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t c = 0; c < centres.size(); ++c) {
    const double distance = distance2(point, centres[c]);
    if (distance < least) {
      least = distance;
      nearest = c;
    }
  }
  return nearest;
}

// Whether edges of cells are far enough from each other for kMargin to hold what rounding moves them.
bool has_room(double width, double low, double high) {
  return std::isfinite(width) && (width == 0 || width > 1e-5 * std::max(std::fabs(low), std::fabs(high)));
}

std::uint32_t cell_along(double at, double low, double high) {
  const double share = (at - low) / (high - low);
  return share > 0 ? std::min(kCells - 1, static_cast<std::uint32_t>(share * kCells)) : 0;
}

}  // namespace

NearestCentres::NearestCentres(std::span<const Point> points) : points_(points) {
  if (points.size() < kManyPoints) return;
  box_ = {.low = points[0], .high = points[0]};
  for (const Point& p : points) {
    box_.low = {.x = std::min(box_.low.x, p.x), .y = std::min(box_.low.y, p.y)};
    box_.high = {.x = std::max(box_.high.x, p.x), .y = std::max(box_.high.y, p.y)};
  }
  const double width = box_.high.x - box_.low.x;
  const double height = box_.high.y - box_.low.y;
  gridded_ = has_room(width, box_.low.x, box_.high.x) && has_room(height, box_.low.y, box_.high.y);
  if (!gridded_) return;
  std::vector<std::uint32_t> cell(points.size());
  begin_.assign((std::size_t{kCells} * kCells) + 1, 0);
  for (std::size_t i = 0; i < points.size(); ++i) {
    cell[i] =
        (cell_along(points[i].y, box_.low.y, box_.high.y) * kCells) + cell_along(points[i].x, box_.low.x, box_.high.x);
    ++begin_[cell[i] + 1];
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  order_.resize(points.size());
  for (std::uint32_t i = 0; i < points.size(); ++i) order_[next[cell[i]]++] = i;
}

void NearestCentres::assign(std::span<const Point> centres, std::vector<std::uint32_t>& labels) {
  labels.resize(points_.size());
  if (gridded_) {
    assign_by_cell(centres, labels);
    return;
  }
  for (std::size_t i = 0; i < points_.size(); ++i) labels[i] = nearest_of(points_[i], centres);
}

// A little larger than the cell is: a point on its edge may have been counted to the neighbour.
NearestCentres::Box NearestCentres::box_of(std::uint32_t column, std::uint32_t row, std::uint32_t cells_a_side) const {
  const double width = (box_.high.x - box_.low.x) / cells_a_side;
  const double height = (box_.high.y - box_.low.y) / cells_a_side;
  return {
      .low = {.x = box_.low.x + (width * (column - kMargin)), .y = box_.low.y + (height * (row - kMargin))},
      .high = {.x = box_.low.x + (width * (column + 1 + kMargin)), .y = box_.low.y + (height * (row + 1 + kMargin))}};
}

// The centres that may be nearest to a point of the box: those whose least distance to it is not above the smallest of
// the largest distances.
void NearestCentres::choose(std::span<const Point> centres, std::span<const std::uint32_t> among, const Box& box,
                            std::vector<std::uint32_t>& chosen) {
  chosen.clear();
  least_.clear();
  double bound = std::numeric_limits<double>::infinity();
  for (const std::uint32_t c : among) {
    const Point& p = centres[c];
    const double right = p.x - box.low.x;
    const double left = box.high.x - p.x;
    const double above = p.y - box.low.y;
    const double below = box.high.y - p.y;
    const double far_x = std::max(right, left);
    const double far_y = std::max(above, below);
    const double near_x = std::max(0.0, -std::min(right, left));
    const double near_y = std::max(0.0, -std::min(above, below));
    bound = std::min(bound, (far_x * far_x) + (far_y * far_y));
    least_.push_back((near_x * near_x) + (near_y * near_y));
  }
  bound += kMargin * bound;
  for (std::size_t k = 0; k < among.size(); ++k) {
    if (least_[k] <= bound) chosen.push_back(among[k]);
  }
}

void NearestCentres::assign_by_cell(std::span<const Point> centres, std::vector<std::uint32_t>& labels) {
  std::vector<std::uint32_t> all(centres.size());
  std::iota(all.begin(), all.end(), 0U);
  std::vector<std::uint32_t> of_block;
  std::vector<std::uint32_t> of_cell;
  std::vector<Point> candidates;
  for (std::uint32_t block = 0; block < kBlocks * kBlocks; ++block) {
    choose(centres, all, box_of(block % kBlocks, block / kBlocks, kBlocks), of_block);
    for (std::uint32_t k = 0; k < kCellsABlock * kCellsABlock; ++k) {
      const std::uint32_t column = (block % kBlocks * kCellsABlock) + (k % kCellsABlock);
      const std::uint32_t row = (block / kBlocks * kCellsABlock) + (k / kCellsABlock);
      const std::size_t cell = (std::size_t{row} * kCells) + column;
      if (begin_[cell] == begin_[cell + 1]) continue;
      choose(centres, of_block, box_of(column, row, kCells), of_cell);
      candidates.clear();
      for (const std::uint32_t c : of_cell) candidates.push_back(centres[c]);
      for (std::size_t at = begin_[cell]; at < begin_[cell + 1]; ++at) {
        labels[order_[at]] = of_cell[nearest_of(points_[order_[at]], candidates)];
      }
    }
  }
}

}  // namespace chancery::opinion
