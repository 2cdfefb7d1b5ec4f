#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::counted;
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
  constexpr double kWhole = 100;  // where the highest is above, decimals say nothing
  const bool whole =
      std::is_integral_v<typename Values::value_type> || static_cast<double>(values[best.front()]) >= kWhole;
  for (const auto node : best) {
    const double value = static_cast<double>(values[node]);
    table.rows.push_back({study.account(node).label(), std::string(study.account(node).country),
                          whole ? grouped(static_cast<std::uint64_t>(std::llround(value))) : fixed(value, 4)});
  }
  report.table(table);
}

std::string communities_text(const Study& study) {
  const auto& sizes = study.measures.communities.sizes;
  const auto pairs = static_cast<std::size_t>(std::ranges::count(sizes, 2U));
  const auto alone = static_cast<std::size_t>(std::ranges::count(sizes, 1U));
  std::string text = fmt::format("The Leiden algorithm finds {} of three accounts or more; modularity {}.",
                                 counted(study.communities(), "community", "communities"),
                                 figure::told(study.measures.communities.modularity, 3));
  if (pairs > 0) text += fmt::format(" Besides, {}.", counted(pairs, "pair stands apart", "pairs stand apart"));
  if (alone > 0) text += fmt::format(" {} tied to nobody.", counted(alone, "account is", "accounts are"));
  return text;
}

// Communities are found in any network; what they are worth shows beside networks in which there is nothing to find.
void tell_chance(const Study& study, Report& report) {
  const auto& chance = study.measures.chance;
  if (!chance) {
    report.note(fmt::format(
        "The modularity was not compared with what chance gives: the network has more than {} ties. It is above zero "
        "where there are no communities too.",
        grouped(kMostTiesCompared)));
    return;
  }
  const auto verdict = chance->exceeded()
                           ? "What is found here is more than chance gives."
                           : "What is found here is no more than chance gives: these communities mean nothing.";
  report.note(
      fmt::format("{} networks drawn at random, in which every account has as many ties as here, have a "
                  "modularity of {} on average (standard deviation {}) and of {} at most; this one, searched no "
                  "harder than they are, has {}. {}",
                  chance->networks, figure::told(chance->mean, 3), fixed(chance->deviation, 3),
                  figure::told(chance->highest, 3), figure::told(chance->here, 3), verdict),
      !chance->exceeded());
}

void tell_communities(const Study& study, Report& report) {
  const auto& m = study.measures;
  if (study.communities() == 0) return;
  Table table{
      .caption = std::string(either(study, "Communities of three accounts and more, and who is followed most in each",
                                    "Communities of three accounts and more, and who has most ties in each")),
      .columns = {{"Community"}, {"Accounts", true}, {std::string(either(study, "Followed most", "Best connected"))}}};
  for (std::uint32_t i = 0; i < study.communities(); ++i) {
    std::vector<graph::Node> inside;
    for (const auto node : study.named) {
      if (m.communities.of[node] == i && m.in_degree[node] > 0) inside.push_back(node);
    }
    std::ranges::stable_sort(inside, std::greater{}, [&](graph::Node node) { return m.in_degree[node]; });
    std::string names;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, inside.size()); ++k) {
      names += (names.empty() ? "" : "; ") + study.account(inside[k]).label();
    }
    table.rows.push_back({std::to_string(i), grouped(m.communities.sizes[i]), names.empty() ? "–" : names});
  }
  report.table(table);
}

}  // namespace

void tell_connected(const Study& study, Report& report) {
  const auto& m = study.measures;
  report.section("connected", "Who is well connected");
  if (study.input.graph.ties() == 0) {
    report.paragraph(!study.input.ties_given
                         ? std::string("No table of ties was given: this study is a census alone.")
                         : fmt::format("No account of the roster {} another.", either(study, "follows", "is tied to")));
    return;
  }
  const auto best = study.top(m.mutual, 1);
  const auto followed = study.top(m.in_degree, 1);
  std::string text = fmt::format("An account is {} {} peers on average.", either(study, "followed by", "tied to"),
                                 fixed(study.census.mean_in_degree, 1));
  if (!followed.empty()) {
    text += fmt::format(" {} is {} most, {}.", study.account(followed.front()).label(),
                        either(study, "followed by", "tied to"), grouped(m.in_degree[followed.front()]));
  }
  if (!best.empty() && !study.input.parameters.undirected) {
    const bool shared =
        study.top(m.mutual, 2).size() > 1 && m.mutual[study.top(m.mutual, 2).back()] == m.mutual[best.front()];
    text += fmt::format(" A dialogue needs both directions: {} has {}, {}.", study.account(best.front()).label(),
                        mutual_ties(study, m.mutual[best.front()]),
                        shared ? "as many as any other" : "more than any other");
  }
  report.paragraph(text);
  if (const auto view = best_connected_view(study)) {
    report.figure(*view, fmt::format("The best connected accounts, by {}. Equals are in the order of their ids.",
                                     either(study, "mutual ties", "ties")));
  }
  tell_ranking(study, report, either(study, "Followed by most peers", "Tied to most peers"), "Peers", m.in_degree);
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
  const auto answered = study.input.parameters.undirected
                            ? std::string()
                            : fmt::format("; of those between accounts whose lists were read, {} are answered",
                                          ratio_or(m.reciprocity, "none"));
  const auto parts = m.weak.count() == 1
                         ? std::string("All accounts hang together.")
                         : fmt::format("The network falls into {} parts, the largest of {}.", grouped(m.weak.count()),
                                       counted(m.weak.largest(), "account", "accounts"));
  report.paragraph(fmt::format("{} of all possible ties exist{}. {} {}", ratio_or(m.density, "None"), answered, parts,
                               communities_text(study)));
  tell_chance(study, report);
  if (const auto view = network_view(study)) {
    const auto core = view->least_core == 0 ? std::string()
                                            : fmt::format(" Only the {} accounts of core {} and inner ones are drawn.",
                                                          grouped(view->drawn), view->least_core);
    report.figure(view->picture,
                  fmt::format("The whole network, without those who are tied to nobody. Size: how many peers {}. Hue "
                              "and shape: the six largest communities. Nearness means ties; neither axis means "
                              "anything.{}",
                              either(study, "follow", "it is tied to"), core));
  }
  tell_communities(study, report);
  tell_mixing(study, report);
}

}  // namespace chancery::measure
