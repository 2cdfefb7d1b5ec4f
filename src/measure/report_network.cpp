#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::fixed;
using figure::grouped;
using figure::Report;
using figure::Table;

template <class Values>
void tell_ranking(const Study& study, Report& report, std::string_view caption, std::string_view column,
                  const Values& values) {
  const auto best = study.top(values, 10);
  if (best.empty()) return;
  Table table{.caption = std::string(caption), .columns = {{"Account"}, {"Country"}, {std::string(column), true}}};
  for (const auto node : best) {
    const double value = static_cast<double>(values[node]);
    const bool whole = std::is_integral_v<typename Values::value_type>;
    table.rows.push_back({study.account(node).label(), std::string(study.account(node).country),
                          whole ? grouped(static_cast<std::uint64_t>(value)) : fixed(value, 4)});
  }
  report.table(table);
}

}  // namespace

void tell_connected(const Study& study, Report& report) {
  const auto& m = study.measures;
  report.section("connected", "Who is well connected");
  if (study.input.graph.ties() == 0) {
    report.paragraph(study.input.ties_given ? "No account of the roster follows another."
                                            : "No table of ties was given: this study is a census alone.");
    return;
  }
  const auto best = study.top(m.mutual, 1);
  const auto followed = study.top(m.in_degree, 1);
  std::string text =
      fmt::format("An account is followed by {} peers on average.", fixed(study.census.mean_in_degree, 1));
  if (!followed.empty()) {
    text += fmt::format(" {} is followed by most, {}.", study.account(followed.front()).label(),
                        grouped(m.in_degree[followed.front()]));
  }
  if (!best.empty() && !study.input.parameters.undirected) {
    text +=
        fmt::format(" A dialogue needs both directions: {} has {}, more than any other.",
                    study.account(best.front()).label(), plural(m.mutual[best.front()], "mutual tie", "mutual ties"));
  }
  report.paragraph(text);
  if (const auto view = best_connected_view(study)) {
    report.figure(*view, "The best connected accounts, by mutual ties. Equals are in the order of their ids.");
  }
  tell_ranking(study, report, "Followed by most peers", "Peers", m.in_degree);
  if (!study.input.parameters.undirected) {
    tell_ranking(study, report, "Hubs: they follow those whom many follow", "Score", m.hub);
    tell_ranking(study, report, "Authorities: those whom hubs follow", "Score", m.authority);
  }
  tell_ranking(study, report, "Between others: betweenness", "Shortest paths", m.betweenness);
}

void tell_network(const Study& study, Report& report) {
  const auto& m = study.measures;
  if (study.input.graph.ties() == 0) return;
  report.section("network", "The network");
  report.paragraph(fmt::format(
      "{} of all possible ties exist{}. {} The Leiden algorithm finds {}; "
      "modularity {}.",
      ratio_or(m.density, "None"),
      study.input.parameters.undirected
          ? std::string()
          : fmt::format("; of those between accounts whose lists were read, {} are answered",
                        ratio_or(m.reciprocity, "none")),
      m.weak.count() == 1 ? std::string("All accounts hang together.")
                          : fmt::format("The network falls into {} parts, the largest of {}.", grouped(m.weak.count()),
                                        plural(m.weak.largest(), "account", "accounts")),
      plural(m.communities.count(), "community", "communities"), fixed(m.communities.modularity, 3)));
  if (const auto view = network_view(study)) {
    const auto core = view->least_core == 0 ? std::string()
                                            : fmt::format(" Only the {} accounts of core {} and inner ones are drawn.",
                                                          grouped(view->drawn), view->least_core);
    report.figure(
        view->picture,
        "The whole network, without those who are tied to nobody. Size: how many peers follow. Hue and shape: "
        "the six largest communities. Nearness means ties; neither axis means anything." +
            core);
  }
  Table communities{.caption = "Communities of three accounts and more, and who is followed most in each",
                    .columns = {{"Community"}, {"Accounts", true}, {"Followed most"}}};
  for (std::uint32_t i = 0; i < m.communities.count() && m.communities.sizes[i] >= 3; ++i) {
    std::vector<graph::Node> inside;
    for (const auto node : study.named) {
      if (m.communities.of[node] == i) inside.push_back(node);
    }
    std::ranges::stable_sort(inside, std::greater{}, [&](graph::Node node) { return m.in_degree[node]; });
    std::string names;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, inside.size()); ++k) {
      names += (names.empty() ? "" : "; ") + study.account(inside[k]).label();
    }
    communities.rows.push_back({std::to_string(i), grouped(m.communities.sizes[i]), names.empty() ? "–" : names});
  }
  report.table(communities);
  Table mixing{.caption = "Whether like follows like: 1 where all ties stay within, 0 as by chance",
               .columns = {{"By"}, {"Ties counted", true}, {"Left out", true}, {"Assortativity", true}}};
  for (const auto& each : m.mixing) {
    mixing.rows.push_back({std::string(each.by), grouped(each.value.counted), grouped(each.value.left_out),
                           each.value.defined ? fixed(each.value.coefficient, 3) : "not defined"});
  }
  report.table(mixing);
}

}  // namespace chancery::measure
