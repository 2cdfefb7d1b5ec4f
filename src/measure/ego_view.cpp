#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

constexpr double kWidth = 880, kHeight = 880, kEgoLegend = 40;
constexpr double kRing = 220, kHeart = 34;  // where ties end, and begin
constexpr double kGap = 0.35;               // between the sectors, as parts of a full turn's neighbour
constexpr double kLeast = 3.5, kMost = 13;
constexpr std::size_t kLabel = 27;  // characters

enum class Tie { Both, From, Into };

struct Neighbour {
  graph::Node node = 0;
  Tie tie = Tie::Both;
};

std::string_view css_of_tie(Tie tie) {
  return tie == Tie::Both ? "both" : tie == Tie::From ? "from" : "into";
}

std::string_view words_of(const Study& study, Tie tie) {
  return tie == Tie::Both ? either(study, "mutual", "tied") : tie == Tie::From ? "followed by it" : "follows it";
}

std::string cut(const std::string& text, std::size_t characters) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80) continue;
    if (seen++ == characters) return text.substr(0, i) + "…";
  }
  return text;
}

std::string label_of(const Account& account) {
  const auto name = cut(account.label(), kLabel);
  return account.country.empty() ? name : fmt::format("{} · {}", account.country, name);
}

std::vector<Neighbour> neighbours_of(const Study& study, graph::Node ego, EgoView& view) {
  const auto& graph = study.input.graph;
  std::vector<Neighbour> all;
  const auto take = [&](graph::Node node, Tie tie) {
    if (!study.account(node).named()) {
      ++view.others;
      return;
    }
    ++(tie == Tie::Both ? view.both : tie == Tie::From ? view.from : view.into);
    all.push_back({node, tie});
  };
  for (const auto node : graph.out().of(ego)) take(node, graph.in().contains(ego, node) ? Tie::Both : Tie::From);
  for (const auto node : graph.in().of(ego)) {
    if (!graph.out().contains(ego, node)) take(node, Tie::Into);
  }
  const auto& followed = study.measures.in_degree;
  const auto better = [&](const Neighbour& a, const Neighbour& b) {
    return followed[a.node] != followed[b.node] ? followed[a.node] > followed[b.node] : a.node < b.node;
  };
  std::ranges::sort(all, better);
  if (all.size() > kMostNeighbours) all.resize(kMostNeighbours);
  std::ranges::stable_sort(all, {}, &Neighbour::tie);
  return all;
}

// Angles around the circle, a gap between kinds of ties.
std::vector<double> angles_of(const std::vector<Neighbour>& neighbours) {
  double slots = 0;
  std::vector<double> at;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    if (i > 0 && neighbours[i].tie != neighbours[i - 1].tie) slots += kGap * 4;
    at.push_back(slots);
    slots += 1;
  }
  if (neighbours.size() > 1 && neighbours.front().tie != neighbours.back().tie) slots += kGap * 4;
  for (double& angle : at) angle = angle / std::max(slots, 1.0) * 2 * std::numbers::pi - std::numbers::pi / 2;
  return at;
}

void draw_ego_legend(figure::Svg& svg, const Study& study, const EgoView& view, const std::string& name) {
  double x = 24;
  const double y = kHeight - kEgoLegend / 2;
  svg.mark(figure::Shape::Circle, {x, y - 4}, 7, "centre");
  svg.text({x + 14, y}, name, "strong");
  x += 14 + figure::text_width(name, 13) * 1.1 + 36;
  for (const auto& [tie, count] : {std::pair{Tie::Both, view.both}, {Tie::From, view.from}, {Tie::Into, view.into}}) {
    if (count == 0) continue;
    const auto words = fmt::format("{}: {}", words_of(study, tie), count);
    svg.line({x, y - 4}, {x + 44, y - 4}, css_of_tie(tie));
    svg.text({x + 54, y}, words, "");
    x += 54 + figure::text_width(words, 13) + 36;
  }
}

std::string described(const Study& study, const EgoView& view) {
  const auto& label = study.account(*study.ego).label();
  const auto around = figure::counted(view.drawn, "account", "accounts");
  if (study.input.parameters.undirected)
    return fmt::format("{} in the middle, around it {} it is tied to.", label, around);
  return fmt::format(
      "{} in the middle, around it {} with an office: {} tied both ways, {} it follows one-way, {} that "
      "follow it one-way.",
      label, around, view.both, view.from, view.into);
}

std::string followed_by(const Study& study, graph::Node node) {
  const auto peers = study.measures.in_degree[node];
  return study.input.parameters.undirected ? fmt::format("tied to {}", figure::counted(peers, "peer", "peers"))
                                           : figure::counted(peers, "peer follows it", "peers follow it");
}

}  // namespace

std::optional<EgoView> ego_view(const Study& study) {
  if (!study.ego) return std::nullopt;
  const auto ego = *study.ego;
  const auto& account = study.account(ego);
  EgoView view{.picture = figure::Svg({})};
  const auto neighbours = neighbours_of(study, ego, view);
  view.drawn = neighbours.size();
  if (neighbours.empty()) return std::nullopt;
  view.picture = figure::Svg({.id = "ego",
                              .width = kWidth,
                              .height = kHeight,
                              .title = "The ties of " + account.label(),
                              .description = described(study, view)});
  auto& svg = view.picture;
  const figure::Place middle{kWidth / 2, (kHeight - kEgoLegend) / 2};
  const auto angles = angles_of(neighbours);
  const auto place = [&](std::size_t i, double radius) {
    return figure::Place{middle.x + radius * std::cos(angles[i]), middle.y + radius * std::sin(angles[i])};
  };
  double most = 1;
  for (const auto& neighbour : neighbours) most = std::max<double>(most, study.measures.in_degree[neighbour.node]);
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    svg.line(place(i, kHeart), place(i, kRing), css_of_tie(neighbours[i].tie));
  }
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    const auto& neighbour = study.account(neighbours[i].node);
    const double followed = study.measures.in_degree[neighbours[i].node];
    const double radius = kLeast + (kMost - kLeast) * std::sqrt(followed / most);
    svg.mark(figure::Shape::Circle, place(i, kRing), radius, "node bar",
             fmt::format("{}: {}; {}", neighbour.label(), words_of(study, neighbours[i].tie),
                         followed_by(study, neighbours[i].node)));
    const bool left = std::cos(angles[i]) < -1e-9;
    const double degrees = angles[i] * 180 / std::numbers::pi + (left ? 180 : 0);
    const auto at = place(i, kRing + kMost + 6);
    svg.turned_text(at, degrees, label_of(neighbour), "small", left ? figure::Anchor::End : figure::Anchor::Start);
  }
  svg.mark(figure::Shape::Circle, middle, kMost + 5, "centre", account.label());
  draw_ego_legend(svg, study, view, label_of(account));
  return view;
}

}  // namespace chancery::measure
