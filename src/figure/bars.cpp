#include <algorithm>

#include "figure/axis.hpp"
#include "figure/number.hpp"
#include "figure/plots.hpp"

namespace chancery::figure {
namespace {

constexpr double kWidth = 760;
constexpr double kRow = 30, kBar = 14;
constexpr double kNameColumn = 210, kToldColumn = 190;
constexpr double kTop = 8, kAxis = 40;
constexpr double kTextSize = 13;

// A name no wider than its column.
std::string fitted(std::string_view name, double width) {
  if (text_width(name, kTextSize) <= width) return std::string(name);
  std::string cut(name);
  while (!cut.empty() && text_width(cut, kTextSize) > width - kTextSize) {
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0U) == 0x80) cut.pop_back();
    if (!cut.empty()) cut.pop_back();
  }
  return cut + "…";
}

struct Rows {
  double left, right;  // of the bars

  [[nodiscard]] static double top(std::size_t row) { return kTop + static_cast<double>(row) * kRow; }
  [[nodiscard]] double at(double share) const { return left + share * (right - left); }
};

void name_row(Svg& svg, const Rows& rows, std::size_t row, std::string_view name, std::string_view told) {
  const double base = Rows::top(row) + kRow / 2 + 4.5;
  svg.text({rows.left - 12, base}, fitted(name, kNameColumn - 16), "", Anchor::End);
  svg.text({rows.right + 12, base}, told, "soft");
}

}  // namespace

Svg draw(const ShareBars& bars) {
  auto head = bars.head;
  if (head.width == 0) head.width = kWidth;
  head.height = kTop + static_cast<double>(bars.bars.size()) * kRow + kAxis;
  Svg svg(head);
  const Rows rows{kNameColumn, head.width - kToldColumn};
  double most = 0;
  for (const auto& bar : bars.bars) {
    most = std::max({most, bar.share.value_or(0), bar.interval ? bar.interval->second : 0});
  }
  const auto fitting = ticks({0, std::clamp(most, 0.01, 1.0), false}, 4);
  const double step = fitting.size() > 1 ? fitting[1] : 1;
  const double end = std::min(1.0, fitting.back() >= most ? fitting.back() : fitting.back() + step);
  const double bottom = Rows::top(bars.bars.size()) + 2;
  for (const double tick : ticks({0, end, false}, 4)) {
    svg.line({rows.at(tick / end), kTop}, {rows.at(tick / end), bottom}, "hairline");
    svg.text({rows.at(tick / end), bottom + 16}, shortest(tick * 100, 1) + "\u00a0%", "soft small", Anchor::Middle);
  }
  for (std::size_t i = 0; i < bars.bars.size(); ++i) {
    const auto& bar = bars.bars[i];
    name_row(svg, rows, i, bar.name, bar.told);
    if (!bar.share) continue;
    const double middle = Rows::top(i) + kRow / 2;
    svg.rectangle({rows.left, middle - kBar / 2}, rows.at(*bar.share / end) - rows.left, kBar, "bar");
    if (!bar.interval) continue;
    const double low = rows.at(bar.interval->first / end), high = rows.at(bar.interval->second / end);
    svg.line({low, middle}, {high, middle}, "whisker-under");
    svg.line({low, middle}, {high, middle}, "whisker");
    svg.line({low, middle - 4}, {low, middle + 4}, "whisker");
    svg.line({high, middle - 4}, {high, middle + 4}, "whisker");
  }
  svg.line({rows.left, kTop}, {rows.left, bottom}, "axis");
  if (!bars.axis_title.empty()) {
    svg.text({(rows.left + rows.right) / 2, bottom + 32}, bars.axis_title, "soft small", Anchor::Middle);
  }
  return svg;
}

Svg draw(const CountBars& bars) {
  auto head = bars.head;
  if (head.width == 0) head.width = kWidth;
  head.height = kTop + static_cast<double>(bars.bars.size()) * kRow + kTop;
  Svg svg(head);
  const Rows rows{kNameColumn, head.width - kToldColumn};
  double most = 0;
  for (const auto& bar : bars.bars) most = std::max(most, bar.value);
  for (std::size_t i = 0; i < bars.bars.size(); ++i) {
    const auto& bar = bars.bars[i];
    name_row(svg, rows, i, bar.name, bar.told);
    if (most <= 0) continue;
    svg.rectangle({rows.left, Rows::top(i) + (kRow - kBar) / 2}, rows.at(bar.value / most) - rows.left, kBar, "bar");
  }
  svg.line({rows.left, kTop}, {rows.left, Rows::top(bars.bars.size())}, "axis");
  return svg;
}

}  // namespace chancery::figure
