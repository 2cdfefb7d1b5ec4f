// Plots: a scatter with its line, and shares with their intervals.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "figure/svg.hpp"

namespace chancery::figure {

struct ScatterPoint {
  double x = 0, y = 0;
  std::string name;    // written beside it where `named`, told when pointed at
  bool named = false;  // an outlier
  int side = 0;        // above the line: 1, below: -1; neither: 0
};

struct Scatter {
  Svg::Head head;  // its size is chosen here where it is 0
  std::string x_title, y_title;
  bool x_logarithmic = false, y_logarithmic = false;
  std::vector<ScatterPoint> points;  // positive where the axis is logarithmic
  // The line from the first point's x to the last's, in the values of the axes: straight where both are of one kind.
  struct Line {
    ScatterPoint from, to;
  };
  std::optional<Line> line;
  std::string beside_line;          // "R² = 0.59, n = 120"
  std::size_t name_all_below = 40;  // with fewer points the others are named too, softly, where there is room
};

// Names give way to one another; one for which there is no room stands in the table beside alone.
[[nodiscard]] Svg draw(const Scatter& scatter);

struct ShareBar {
  std::string name;
  std::string told;             // "120 of 264 · 45.5 %"
  std::optional<double> share;  // none: withheld, `told` says why
  std::optional<std::pair<double, double>> interval;
};

struct ShareBars {
  Svg::Head head;  // its height follows from the rows
  std::vector<ShareBar> bars;
  std::string axis_title;
};

// A bar each, the interval where there is one across its end. The scale ends where the longest does.
[[nodiscard]] Svg draw(const ShareBars& bars);

struct CountBar {
  std::string name;
  double value = 0;
  std::string told;
};
struct CountBars {
  Svg::Head head;
  std::vector<CountBar> bars;
};
// A bar each, from zero.
[[nodiscard]] Svg draw(const CountBars& bars);

}  // namespace chancery::figure
