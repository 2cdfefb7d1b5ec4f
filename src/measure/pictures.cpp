#include "measure/pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figure/label_places.hpp"
#include "figure/number.hpp"
#include "figure/plots.hpp"
#include "measure/report_words.hpp"
#include "measure/tables.hpp"

namespace chancery::measure {
namespace {

constexpr double kSide = 880, kEdge = 24, kLegend = 64;
constexpr std::size_t kMostDrawn = 3000;
constexpr std::size_t kColours = 6;
constexpr std::size_t kLabels = 12;
constexpr double kLabelSize = 13;

// Community i has colour and shape i; those beyond share the colour of others.
std::string css_of(std::uint32_t community) {
  return community < kColours ? fmt::format("node c{}", community) : "node other";
}

figure::Shape shape_of(std::uint32_t community) {
  return community < kColours ? static_cast<figure::Shape>(community) : figure::Shape::Circle;
}

// The least core that leaves no more than can be drawn.
std::uint32_t least_core(const Study& study) {
  const auto& core = study.measures.core;
  std::uint32_t least = 0;
  while (static_cast<std::size_t>(std::ranges::count_if(core, [&](auto c) { return c >= least; })) > kMostDrawn) {
    ++least;
  }
  return least;
}

void draw_ties(figure::Svg& svg, const Study& study, const std::vector<bool>& shown, auto place) {
  std::string one_way, mutual;  // one path each: a tenth of the bytes of lines
  const auto add = [&](std::string& path, graph::Node a, graph::Node b) {
    const auto from = place(a), to = place(b);
    path += fmt::format("M{} {}L{} {}", figure::shortest(from.x, 1), figure::shortest(from.y, 1),
                        figure::shortest(to.x, 1), figure::shortest(to.y, 1));
  };
  for (graph::Node node = 0; node < study.input.graph.nodes(); ++node) {
    if (!shown[node]) continue;
    for (const auto other : study.input.graph.out().of(node)) {
      if (!shown[other]) continue;
      const bool both = study.input.graph.out().contains(other, node);
      if (!both) add(one_way, node, other);
      if (both && node < other) add(mutual, node, other);
    }
  }
  if (!one_way.empty()) svg.path(one_way, "tie");
  if (!mutual.empty()) svg.path(mutual, study.input.parameters.undirected ? "tie" : "tie-mutual");
}

void draw_legend(figure::Svg& svg, const Study& study, double top) {
  const auto& sizes = study.measures.communities.sizes;
  constexpr double kColumn = (kSide - 2 * kEdge) / 4;
  const auto put = [&](std::size_t slot, std::uint32_t community, const std::string& words) {
    const double x = kEdge + static_cast<double>(slot % 4) * kColumn + 8;
    const std::size_t row = slot / 4;
    const double y = top + 22 + static_cast<double>(row) * 24;
    svg.mark(shape_of(community), {x, y - 4}, 6, css_of(community));
    svg.text({x + 14, y}, words, "soft");
  };
  const auto named = std::min<std::size_t>(kColours, study.communities());
  for (std::uint32_t i = 0; i < named; ++i) {
    put(i, i, fmt::format("Community {}: {}", i, figure::grouped(sizes[i])));
  }
  std::size_t others = 0, smaller = 0;
  for (std::size_t i = named; i < sizes.size() && sizes[i] > 1; ++i) {
    others += sizes[i];
    ++smaller;
  }
  if (others > 0) put(named, kColours, fmt::format("{} smaller: {}", smaller, figure::grouped(others)));
}

}  // namespace

std::optional<NetworkView> network_view(const Study& study) {
  if (study.layout.empty() || study.input.graph.ties() == 0) return std::nullopt;
  const auto& m = study.measures;
  NetworkView view{.least_core = least_core(study), .picture = figure::Svg({})};
  std::vector<bool> shown(study.input.accounts.size());
  std::vector<graph::Node> nodes;
  for (graph::Node i = 0; i < shown.size(); ++i) {
    // Who is tied to nobody would only make the rest smaller.
    shown[i] = m.core[i] >= std::max(1U, view.least_core);
    if (shown[i]) nodes.push_back(i);
  }
  view.drawn = nodes.size();
  if (nodes.empty()) return std::nullopt;
  double left = 1, right = 0, top = 1, bottom = 0;
  for (const auto node : nodes) {
    left = std::min(left, study.layout[node].x);
    right = std::max(right, study.layout[node].x);
    top = std::min(top, study.layout[node].y);
    bottom = std::max(bottom, study.layout[node].y);
  }
  const double scale = (kSide - 2 * kEdge) / std::max({right - left, bottom - top, 1e-9});
  const double height = (bottom - top) * scale + 2 * kEdge;
  const auto place = [&](graph::Node node) {
    const auto at = study.layout[node];
    return figure::Place{kSide / 2 + (at.x - (left + right) / 2) * scale,
                         height / 2 + (at.y - (top + bottom) / 2) * scale};
  };
  view.picture = figure::Svg(
      {.id = "network",
       .width = kSide,
       .height = height + kLegend,
       .title = "The whole network",
       .description = fmt::format("{} and the ties among them; accounts of one community lie close together.",
                                  figure::counted(nodes.size(), "account", "accounts"))});
  auto& svg = view.picture;
  draw_ties(svg, study, shown, place);
  double most = 1;
  for (const auto node : nodes) most = std::max<double>(most, m.in_degree[node]);
  const double least = nodes.size() > 500 ? 1.8 : 3;
  const auto radius = [&](graph::Node node) { return least + 8 * std::sqrt(m.in_degree[node] / most); };
  std::ranges::stable_sort(nodes, {}, [&](graph::Node node) { return m.in_degree[node]; });  // the large ones on top
  for (const auto node : nodes) {
    const auto& account = study.account(node);
    svg.mark(shape_of(m.communities.of[node]), place(node), radius(node), css_of(m.communities.of[node]),
             account.named() ? account.label() : std::string());
  }
  figure::LabelPlaces room(0, 0, kSide, height);
  const auto named = study.top(m.in_degree, kLabels);
  for (const auto node : named) room.keep_clear(place(node), radius(node));
  for (const auto node : named) {
    if (!shown[node]) continue;
    const auto& label = study.account(node).label();
    const auto spot = room.find(place(node), radius(node), label, kLabelSize);
    if (spot) svg.text(spot->at, label, "strong halo", spot->anchor);
  }
  draw_legend(svg, study, height);
  return view;
}

std::optional<figure::Svg> performance_view(const Study& study) {
  if (!study.performance) return std::nullopt;
  const auto& performance = *study.performance;
  figure::Scatter scatter{.head = {.id = "gdp",
                                   .title = fmt::format("{} peers, against gross domestic product",
                                                        either(study, "Followed by", "Tied to")),
                                   .description = fmt::format(
                                       "{} on logarithmic axes with the fitted line; who stands far above or below it "
                                       "is named.",
                                       figure::counted(performance.rows.size(), "country", "countries"))},
                          .x_title = "Gross domestic product (as the countries table has it)",
                          .y_title = std::string(either(study, "Peers that follow the best-followed account",
                                                        "Peers of the best connected account")),
                          .x_logarithmic = true,
                          .y_logarithmic = true};
  double least = performance.rows.front().gdp, most = least;
  for (const auto& row : performance.rows) {
    scatter.points.push_back({row.gdp, row.followed_by, row.name, row.outlier != 0, row.outlier});
    least = std::min(least, row.gdp);
    most = std::max(most, row.gdp);
  }
  const auto& fit = performance.fit;
  const auto at = [&](double gdp) {
    return figure::ScatterPoint{gdp, std::pow(10.0, fit.coefficients[0] + fit.coefficients[1] * std::log10(gdp)), ""};
  };
  scatter.line = figure::Scatter::Line{at(least), at(most)};
  scatter.beside_line = fmt::format("R² = {}, n = {}", figure::fixed(fit.r_squared, 3), fit.n);
  return figure::draw(scatter);
}

figure::Svg shares_view(const Study& study) {
  figure::ShareBars bars{
      .head = {.id = "shares",
               .title = "Shares of the census",
               .description = "A bar for each share; where it speaks for more than what was counted, the interval of "
                              "95 per cent stands across its end."},
      .axis_title = "Share; across its end the interval of 95 %"};
  for (const auto* key : {"personal", "institutional", "active", "conversational", "follows_none", "follows_no_peer",
                          "followed_by_no_peer", "has_mutual", "reciprocity"}) {
    const auto& figure = study.census.figure(key);
    if (!figure.denominator || *figure.denominator == 0) continue;
    figure::ShareBar bar{figure.name.substr(0, figure.name.find(':')),
                         figure.value ? fmt::format("{} · {}", made_of(figure), figure::percent(*figure.value))
                                      : "withheld: " + made_of(figure),
                         figure.value, std::nullopt};
    if (figure.lower) bar.interval.emplace(*figure.lower, *figure.upper);
    bars.bars.push_back(std::move(bar));
  }
  return figure::draw(bars);
}

std::optional<figure::Svg> best_connected_view(const Study& study) {
  const auto best = study.top(study.measures.mutual, 10);
  if (best.empty()) return std::nullopt;
  figure::CountBars bars{.head = {.id = "best-connected",
                                  .title = "Best connected",
                                  .description = fmt::format("The accounts with most {}, a bar each.",
                                                             either(study, "ties in both directions", "ties"))}};
  for (const auto node : best) {
    bars.bars.push_back({study.account(node).label(), static_cast<double>(study.measures.mutual[node]),
                         mutual_ties(study, study.measures.mutual[node])});
  }
  return figure::draw(bars);
}

}  // namespace chancery::measure
