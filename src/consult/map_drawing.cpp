#include "consult/map_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "figure/number.hpp"

namespace chancery::consult {
namespace {

using figure::Place;
using opinion::Point;

constexpr double kWidth = 900;
constexpr double kHeight = 560;
constexpr double kMargin = 34;
constexpr std::size_t kMostMarks = 2'500;
constexpr double kRadius = 4;

struct Mark {
  Point at;
  std::uint32_t group = 0;
  std::uint64_t people = 1;
};

std::vector<Mark> marks_of(const Analysis& analysis) {
  const auto& map = analysis.map;
  std::vector<Mark> marks;
  if (map.in_count > kMostMarks) {
    const auto& base = map.grouping.base;
    for (std::size_t b = 0; b < base.centre.size(); ++b) {
      marks.push_back({base.centre[b], map.grouping.group_of_base[b], base.size[b]});
    }
    std::ranges::stable_sort(marks, std::ranges::greater{}, &Mark::people);
    return marks;
  }
  for (std::size_t i = 0; i < map.position.size(); ++i) {
    if (map.group[i] != opinion::kNoCluster) marks.push_back({map.position[i], map.group[i], 1});
  }
  return marks;
}

// Both axes in one scale, upwards up.
class Frame {
 public:
  explicit Frame(const std::vector<Mark>& marks) {
    Point low;
    Point high;
    for (const Mark& mark : marks) {
      low = {.x = std::min(low.x, mark.at.x), .y = std::min(low.y, mark.at.y)};
      high = {.x = std::max(high.x, mark.at.x), .y = std::max(high.y, mark.at.y)};
    }
    const double width = std::max(high.x - low.x, 1e-9);
    const double height = std::max(high.y - low.y, 1e-9);
    scale_ = std::min((kWidth - (2 * kMargin)) / width, (kHeight - (2 * kMargin)) / height);
    left_ = ((kWidth - (scale_ * width)) / 2) - (scale_ * low.x);
    bottom_ = kHeight - ((kHeight - (scale_ * height)) / 2) + (scale_ * low.y);
  }

  [[nodiscard]] Place place(const Point& p) const {
    return {.x = left_ + (scale_ * p.x), .y = bottom_ - (scale_ * p.y)};
  }

 private:
  double scale_ = 1;
  double left_ = 0;
  double bottom_ = 0;
};

double cross(const Place& o, const Place& a, const Place& b) {
  return ((a.x - o.x) * (b.y - o.y)) - ((a.y - o.y) * (b.x - o.x));
}

// The corners of the convex hull (Andrew 1979); fewer than three where all lie on a line.
std::vector<Place> hull_of(std::vector<Place> places) {
  std::ranges::sort(places, {}, [](const Place& p) { return std::pair(p.x, p.y); });
  std::vector<Place> hull;
  for (int side = 0; side < 2; ++side) {
    const std::size_t begin = hull.size();
    for (const Place& p : places) {
      while (hull.size() >= begin + 2 && cross(hull[hull.size() - 2], hull.back(), p) <= 0) hull.pop_back();
      hull.push_back(p);
    }
    if (!hull.empty()) hull.pop_back();
    std::ranges::reverse(places);
  }
  return hull;
}

// A line around them, bent near the corners.
std::string outline(const std::vector<Place>& corners) {
  constexpr double kStraight = 0.75;
  const auto along = [&](std::size_t side, double share) {
    const Place& a = corners[side % corners.size()];
    const Place& b = corners[(side + 1) % corners.size()];
    return fmt::format("{} {}", figure::fixed(a.x + (share * (b.x - a.x)), 1),
                       figure::fixed(a.y + (share * (b.y - a.y)), 1));
  };
  auto path = "M" + along(0, kStraight);
  for (std::size_t k = 1; k <= corners.size(); ++k) {
    const Place& corner = corners[k % corners.size()];
    path += fmt::format("Q{} {} {}L{}", figure::fixed(corner.x, 1), figure::fixed(corner.y, 1), along(k, 1 - kStraight),
                        along(k, kStraight));
  }
  return path + "Z";
}

// The hull, a little away from the marks it holds.
std::vector<Place> with_air(const std::vector<Place>& corners, double air) {
  Place centre;
  for (const Place& p : corners) {
    centre.x += p.x / static_cast<double>(corners.size());
    centre.y += p.y / static_cast<double>(corners.size());
  }
  std::vector<Place> wider;
  for (const Place& p : corners) {
    const double dx = p.x - centre.x;
    const double dy = p.y - centre.y;
    const double length = std::sqrt((dx * dx) + (dy * dy));
    const double stretch = length > 0 ? (length + air) / length : 1;
    wider.push_back({.x = centre.x + (dx * stretch), .y = centre.y + (dy * stretch)});
  }
  return wider;
}

std::string description(const Analysis& analysis) {
  const auto sizes = analysis.group_sizes();
  std::string words = fmt::format("{} people in {} {}.", figure::grouped(analysis.map.in_count), sizes.size(),
                                  sizes.size() == 1 ? "group" : "groups");
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    words += fmt::format(" Group {}: {}.", group_name(g), figure::grouped(sizes[g]));
  }
  return words + " The nearer two marks, the more alike their votes.";
}

}  // namespace

figure::Svg draw_people(const Analysis& analysis) {
  figure::Svg drawing({.id = "opinion-map",
                       .width = kWidth,
                       .height = kHeight,
                       .title = "The opinion map",
                       .description = description(analysis)});
  const auto marks = marks_of(analysis);
  const Frame frame(marks);
  const auto sizes = analysis.group_sizes();
  const auto origin = frame.place({});
  drawing.line({.x = 0, .y = origin.y}, {.x = kWidth, .y = origin.y}, "hairline");
  drawing.line({.x = origin.x, .y = 0}, {.x = origin.x, .y = kHeight}, "hairline");
  const auto colour = [](std::size_t g) { return fmt::format("c{}", g % figure::kShapes); };
  std::vector<std::vector<Place>> places(sizes.size());
  for (const Mark& mark : marks) places[mark.group].push_back(frame.place(mark.at));
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    const auto hull = hull_of(places[g]);
    if (hull.size() > 2) drawing.path(outline(with_air(hull, 14)), colour(g) + " region");
  }
  for (const Mark& mark : marks) {
    const double share = static_cast<double>(mark.people) / static_cast<double>(analysis.map.in_count);
    const double radius = mark.people == 1 ? kRadius : std::max(kRadius, 70 * std::sqrt(share));
    drawing.mark(static_cast<figure::Shape>(mark.group % figure::kShapes), frame.place(mark.at), radius,
                 colour(mark.group) + " person",
                 mark.people < kSmallestCell ? std::string{}
                                             : fmt::format("Group {}: {} people", group_name(mark.group), mark.people));
  }
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    Place centre;
    for (const Place& p : places[g]) {
      centre.x += p.x / static_cast<double>(places[g].size());
      centre.y += p.y / static_cast<double>(places[g].size());
    }
    const auto words =
        fmt::format("{} · {} {}", group_name(g), figure::grouped(sizes[g]), sizes[g] == 1 ? "person" : "people");
    drawing.text({.x = std::clamp(centre.x, 70.0, kWidth - 70), .y = centre.y + 6}, words, "strong large halo",
                 figure::Anchor::Middle);
  }
  return drawing;
}

}  // namespace chancery::consult
