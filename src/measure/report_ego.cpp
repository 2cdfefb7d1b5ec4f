#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::counted;
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
  const auto others = view->others == 0
                          ? std::string()
                          : fmt::format(" Besides, it is tied to {} without an office: counted, not shown.",
                                        counted(view->others, "account", "accounts"));
  const auto ways = study.input.parameters.undirected
                        ? std::string(".")
                        : fmt::format(": {} both ways. Unreturned, {} follow it, and it follows {}.",
                                      grouped(view->both), grouped(view->into), grouped(view->from));
  report.paragraph(
      fmt::format("It is tied to {} with an office{}{}", counted(tied, "account", "accounts"), ways, others));
  const auto drawn = view->drawn < tied
                         ? fmt::format(" and the {} {} it is tied to", view->drawn,
                                       either(study, "best followed accounts", "best connected accounts"))
                         : std::string();
  report.figure(view->picture,
                fmt::format("{}{}. {}", account.label(), drawn,
                            either(study,
                                   "Mutual ties are thick, those it follows long-dashed, those that follow it dotted. "
                                   "Size: how many peers follow.",
                                   "Size: how many peers each is tied to.")));
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
