#include "opinion/projection.hpp"

#include <algorithm>
#include <cmath>

namespace chancery::opinion {

std::vector<Point> project(const VoteMatrix& votes, const Components& components, const ProjectionScale& scale) {
  const auto& [p1, p2] = components.component;
  std::vector<Point> step(votes.columns() * kVoteKinds);  // what a vote adds
  for (std::uint32_t j = 0; j < votes.columns(); ++j) {
    for (const Vote vote : {Vote::Disagree, Vote::Pass, Vote::Agree}) {
      const double centred = static_cast<double>(vote) - components.mean[j];
      step[cell_of(j, vote)] = {.x = centred * p1[j], .y = centred * p2[j]};
    }
  }
  std::vector<Point> points(votes.rows());
  for (std::size_t i = 0; i < votes.rows(); ++i) {
    Point sum;
    for (const Cell cell : votes.row(i)) {
      sum.x += step[cell].x;
      sum.y += step[cell].y;
    }
    const double voted = std::max<double>(1, scale.votes_of_row[i]);
    const double stretch = std::sqrt(static_cast<double>(scale.columns) / voted);
    points[i] = {.x = stretch * sum.x, .y = stretch * sum.y};
  }
  return points;
}

std::vector<Point> project_statements(const Components& components, std::size_t columns_of_map) {
  const auto& [p1, p2] = components.component;
  const double stretch = std::sqrt(static_cast<double>(columns_of_map));
  std::vector<Point> points(p1.size());
  for (std::size_t j = 0; j < points.size(); ++j) {
    const double agreed = stretch * (1 - components.mean[j]);
    points[j] = {.x = agreed * p1[j], .y = agreed * p2[j]};
  }
  return points;
}

std::vector<double> extremity(std::span<const Point> statements) {
  std::vector<double> distances;
  distances.reserve(statements.size());
  for (const Point& q : statements) distances.push_back(std::sqrt((q.x * q.x) + (q.y * q.y)));
  return distances;
}

}  // namespace chancery::opinion
