#include <algorithm>
#include <vector>

#include "figure/axis.hpp"
#include "figure/label_places.hpp"
#include "figure/number.hpp"
#include "figure/plots.hpp"

namespace chancery::figure {
namespace {

constexpr double kScatterWidth = 760, kScatterHeight = 520;
constexpr double kLeft = 64, kScatterTop = 16, kRight = 24, kBottom = 56;
constexpr double kRadius = 4;
constexpr double kNameSize = 13, kSmallSize = 11;

// The plot's own square within the drawing.
struct Field {
  Axis x, y;
  double left, top, right, bottom;

  [[nodiscard]] Place place(double at_x, double at_y) const {
    return {left + x.place(at_x) * (right - left), bottom - y.place(at_y) * (bottom - top)};
  }
};

void draw_axes(Svg& svg, const Field& field, const Scatter& scatter) {
  for (const double tick : ticks(field.y)) {
    const double y = field.place(field.x.from, tick).y;
    svg.line({field.left, y}, {field.right, y}, "hairline");
    svg.text({field.left - 8, y + 4}, magnitude(tick), "soft", Anchor::End);
  }
  svg.line({field.left, field.bottom}, {field.right, field.bottom}, "axis");
  for (const double tick : ticks(field.x)) {
    const double x = field.place(tick, field.y.from).x;
    svg.line({x, field.bottom}, {x, field.bottom + 5}, "axis");
    svg.text({x, field.bottom + 20}, magnitude(tick), "soft", Anchor::Middle);
  }
  svg.text({(field.left + field.right) / 2, field.bottom + 44}, scatter.x_title, "", Anchor::Middle);
  svg.turned_text({16, (field.top + field.bottom) / 2}, -90, scatter.y_title, "", Anchor::Middle);
}

std::vector<double> values(const Scatter& scatter, double ScatterPoint::* axis) {
  std::vector<double> all;
  all.reserve(scatter.points.size() + 2);
  for (const auto& point : scatter.points) all.push_back(point.*axis);
  if (scatter.line) all.insert(all.end(), {scatter.line->from.*axis, scatter.line->to.*axis});
  return all;
}

}  // namespace

Svg draw(const Scatter& scatter) {
  auto head = scatter.head;
  if (head.width == 0) head.width = kScatterWidth;
  if (head.height == 0) head.height = kScatterHeight;
  const Field field{axis_for(values(scatter, &ScatterPoint::x), scatter.x_logarithmic),
                    axis_for(values(scatter, &ScatterPoint::y), scatter.y_logarithmic),
                    kLeft,
                    kScatterTop,
                    head.width - kRight,
                    head.height - kBottom};
  Svg svg(head);
  draw_axes(svg, field, scatter);
  LabelPlaces room(field.left, field.top, field.right, field.bottom);
  if (scatter.line) {
    const auto from = field.place(scatter.line->from.x, scatter.line->from.y);
    const auto to = field.place(scatter.line->to.x, scatter.line->to.y);
    svg.line(from, to, "fit");
  }
  for (const auto& point : scatter.points) room.keep_clear(field.place(point.x, point.y), kRadius);
  for (const auto& point : scatter.points) {
    // Shape beside hue: above the line a triangle up, below one down.
    const auto shape = !point.named || point.side == 0 ? Shape::Circle : point.side > 0 ? Shape::Triangle : Shape::Down;
    const auto* css = shape == Shape::Circle ? "dot" : point.side > 0 ? "dot-above" : "dot-below";
    svg.mark(shape, field.place(point.x, point.y), point.named ? kRadius + 1 : kRadius, css, point.name);
  }
  for (const auto& point : scatter.points) {
    if (!point.named) continue;
    const auto at = field.place(point.x, point.y);
    const auto spot = room.find(at, kRadius + 1, point.name, kNameSize);
    if (spot) svg.text(spot->at, point.name, "halo", spot->anchor);
  }
  for (const auto& point : scatter.points) {
    if (point.named || scatter.points.size() >= scatter.name_all_below) continue;
    const auto at = field.place(point.x, point.y);
    const auto spot = room.find(at, kRadius, point.name, kSmallSize);
    if (spot) svg.text(spot->at, point.name, "small soft halo", spot->anchor);
  }
  if (!scatter.beside_line.empty()) {
    svg.text({field.left + 10, field.top + 14}, scatter.beside_line, "soft halo");
  }
  return svg;
}

}  // namespace chancery::figure
