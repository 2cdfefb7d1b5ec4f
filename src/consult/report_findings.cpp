#include "consult/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "consult/certainty_text.hpp"
#include "consult/share_text.hpp"
#include "figure/number.hpp"

namespace chancery::consult {
namespace {

using figure::grouped;

std::vector<figure::Column> shown_columns(const Matter& m, std::string_view everybody) {
  std::vector<figure::Column> columns = {{.name = "Statement"}, {.name = std::string(everybody), .number = true}};
  for (std::size_t g = 0; g < m.sizes.size() && m.has_groups(); ++g) {
    columns.push_back({.name = group_name(g), .number = true});
  }
  return columns;
}

std::vector<std::string> shown_row(const Matter& m, const Finding& finding) {
  std::vector<std::string> cells = {m.consultation.text_of(finding.statement), long_text(finding.everybody)};
  for (std::size_t g = 0; g < finding.group.size() && m.has_groups(); ++g)
    cells.push_back(short_text(finding.group[g]));
  return cells;
}

void tell_table(const Matter& m, figure::Report& report, std::string caption, std::string_view everybody,
                const std::vector<Finding>& findings) {
  figure::Table table{.caption = std::move(caption), .columns = shown_columns(m, everybody)};
  for (const Finding& finding : findings) table.rows.push_back(shown_row(m, finding));
  report.table(table);
}

}  // namespace

void tell_unites(const Matter& m, figure::Report& report) {
  report.section("unites", "What unites");
  report.paragraph(
      m.found.groups_compared
          ? "Statements on which at least three of five people in every group stand on the same side. First the ones "
            "where even the most hesitant group is clearest."
          : "There are not two groups of ten people or more to compare. Statements on which at least three of five "
            "stand on the same side:");
  std::vector<Finding> agreed;
  std::vector<Finding> rejected;
  for (const Finding& one : m.found.unites) (one.side == opinion::Side::Agree ? agreed : rejected).push_back(one);
  if (agreed.empty() && rejected.empty()) {
    report.note(
        "None so far. That is a finding too: more votes, or statements looking for common ground, may change it.");
  }
  if (!agreed.empty()) tell_table(m, report, "What all groups agree with: share that agrees", "All agree", agreed);
  if (!rejected.empty())
    tell_table(m, report, "What all groups reject: share that disagrees", "All disagree", rejected);
  if (m.found.seen_too_rarely > 0) {
    report.note(fmt::format("Not compared here: {}, as in some group fewer than ten people have voted on it.",
                            figure::counted(m.found.seen_too_rarely, "statement", "statements")));
  }
}

void tell_divides(const Matter& m, figure::Report& report) {
  report.section("divides", "What divides");
  warn_if_loose(m, report);
  if (m.found.divides.empty()) {
    report.paragraph("No statement that was voted on often enough in the groups parts them by a quarter or more.");
    return;
  }
  report.paragraph("Statements on which the groups are furthest apart: share of each group that agrees.");
  tell_table(m, report, "What the groups see differently: share that agrees", "All agree", m.found.divides);
}

void tell_statements(const Matter& m, figure::Report& report) {
  report.section("statements", "Every statement");
  figure::Table table{.caption = "Every statement on the map, by how little it divides",
                      .columns = shown_columns(m, "All agree"),
                      .folded_from = 12};
  table.columns.insert(table.columns.begin() + 1, {.name = "Votes", .number = true});
  std::vector<std::uint32_t> order;
  std::size_t rare = 0;
  for (std::uint32_t j = 0; j < m.consultation.statements.size(); ++j) {
    if (m.consultation.flags.moderated_out[j] != 0) continue;
    const bool shown = m.analysis.tables.statement[j].everybody.seen() >= kSmallestCell;
    if (shown) order.push_back(j);
    rare += shown ? 0U : 1U;
  }
  std::ranges::stable_sort(order, {}, [&](std::uint32_t j) { return m.analysis.map.extremity[j]; });
  for (const std::uint32_t j : order) {
    const auto finding = shares_of(m.analysis, j, opinion::Side::Agree);
    auto cells = shown_row(m, finding);
    cells.insert(cells.begin() + 1, grouped(finding.everybody.seen));
    table.rows.push_back(std::move(cells));
  }
  report.table(table);
  if (rare > 0) {
    report.note(
        fmt::format("Not shown, for fewer than ten votes: {}.", figure::counted(rare, "statement", "statements")));
  }
}

}  // namespace chancery::consult
