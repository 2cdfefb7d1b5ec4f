// Where people and statements stand in the plane of the two components.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "opinion/components.hpp"
#include "opinion/votes.hpp"

namespace chancery::opinion {

struct Point {
  double x = 0;
  double y = 0;
  friend auto operator<=>(const Point&, const Point&) = default;
};

// Which columns a participant counts as having voted on, for the scale of the map.
struct ProjectionScale {
  std::size_t columns = 0;                  // of the map: M
  std::vector<std::uint32_t> votes_of_row;  // s_i
};

// One point a row: sqrt(M / max(1, s_i)) times the sum of (vote - mean) * component over what the row saw, summed in
// statement order. Agreeing with what loads positively means positive x and y. O(votes).
[[nodiscard]] std::vector<Point> project(const VoteMatrix& votes, const Components& components,
                                         const ProjectionScale& scale);

// One point a column: where a participant would stand who had only agreed with it, unscaled by their one vote.
[[nodiscard]] std::vector<Point> project_statements(const Components& components, std::size_t columns_of_map);

// The distance of each statement's point from the origin: how much it divides.
[[nodiscard]] std::vector<double> extremity(std::span<const Point> statements);

}  // namespace chancery::opinion
