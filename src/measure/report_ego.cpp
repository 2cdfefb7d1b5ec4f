#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::grouped;
using figure::Report;
using figure::Table;

}  // namespace

void tell_ego(const Study& study, Report& report) {
  const auto view = ego_view(study);
  if (!view) return;
  const auto& account = study.account(*study.ego);
  report.section("ego", "The ties of " + account.label());
  const auto tied = view->both + view->into + view->from;
  const auto others = view->others == 0 ? std::string()
                                        : fmt::format(" Besides, {} without an office: counted and not shown.",
                                                      plural(view->others, "account", "accounts"));
  report.paragraph(
      study.input.parameters.undirected
          ? fmt::format("It is tied to {} with an office.{}", plural(tied, "account", "accounts"), others)
          : fmt::format(
                "Of {} with an office that it is tied to, {} are tied both ways, {} follow it unreturned, and {} "
                "are followed by it unreturned.{}",
                plural(tied, "account", "accounts"), grouped(view->both), grouped(view->into), grouped(view->from),
                others));
  report.figure(
      view->picture,
      fmt::format("{}{}. Mutual ties are thick, those it follows long-dashed, those that follow it dotted. Size: "
                  "how many peers follow.",
                  account.label(),
                  view->drawn < tied ? fmt::format(" and the {} best followed it is tied to", view->drawn) : ""));
  Table table{.caption = "Who follows it unreturned",
              .columns = {{"Account"}, {"Country"}, {"Peers that follow it", true}}};
  const auto& graph = study.input.graph;
  for (const auto node : graph.in().of(*study.ego)) {
    if (!study.account(node).named() || graph.out().contains(*study.ego, node)) continue;
    table.rows.push_back({study.account(node).label(), std::string(study.account(node).country),
                          grouped(study.measures.in_degree[node])});
  }
  if (!table.rows.empty()) report.table(table);
}

}  // namespace chancery::measure
