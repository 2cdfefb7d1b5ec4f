#include "consult/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "consult/certainty_text.hpp"
#include "consult/map_drawing.hpp"
#include "consult/share_text.hpp"
#include "figure/number.hpp"

namespace chancery::consult {
namespace {

using figure::grouped;

constexpr std::string_view kWithheld = "Withheld: fewer than ten people, who might be recognised.";

// Groups inside the group, where they are large enough to be spoken of.
void tell_inside(const Matter& m, std::size_t g, figure::Report& report) {
  const auto& inner = m.analysis.subgroups[g];
  std::vector<std::size_t> sizes(inner.map.k());
  for (const std::uint32_t s : inner.map.group) {
    if (s != opinion::kNoCluster) ++sizes[s];
  }
  if (sizes.size() < 2) return;
  if (std::ranges::min(sizes) < kSmallestCell) {
    report.paragraph("Inside it, smaller groups of fewer than ten people stand apart; they are not described.");
    return;
  }
  std::string words = fmt::format("Inside it stand {} smaller groups, of {}", sizes.size(), sizes[0]);
  for (std::size_t s = 1; s < sizes.size(); ++s) {
    words += fmt::format("{}{}", s + 1 == sizes.size() ? " and " : ", ", sizes[s]);
  }
  report.paragraph(words +
                   " people; whether these would come out of another sample was not examined. They differ most on:");
  figure::Table table{
      .caption = fmt::format("Inside group {}: what a smaller group holds unlike the rest of it", group_name(g)),
      .columns = {{.name = "Statement"},
                  {.name = "Smaller group"},
                  {.name = "It"},
                  {.name = "Of it", .number = true},
                  {.name = "Of the rest", .number = true}}};
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    for (const auto& one : inner.tables.representative[s]) {
      const auto others = inner.tables.tallies.others(s, one.statement);
      if (one.trials < kSmallestCell || others.seen() < kSmallestCell || one.r_test <= opinion::kZ90) continue;
      const bool agrees = one.side == opinion::Side::Agree;
      table.rows.push_back(
          {m.consultation.text_of(one.statement), fmt::format("{}{}", group_name(g), s + 1),
           agrees ? "agrees" : "disagrees", short_text(Share{.votes = one.successes, .seen = one.trials}),
           short_text(Share{.votes = agrees ? others.agree : others.disagree, .seen = others.seen()})});
      break;
    }
  }
  if (!table.rows.empty()) report.table(table);
}

void tell_group(const Matter& m, std::size_t g, figure::Report& report) {
  const double share = static_cast<double>(m.sizes[g]) / static_cast<double>(m.analysis.map.in_count);
  report.heading(fmt::format("Group {}: {} {}, {}", group_name(g), grouped(m.sizes[g]),
                             m.sizes[g] == 1 ? "person" : "people", figure::percent(share, 0)));
  if (m.sizes[g] < kSmallestCell) {
    report.note(std::string(kWithheld));
    return;
  }
  auto list = m.analysis.tables.representative[g];
  std::erase_if(list, [](const auto& one) { return !can_be_said(one); });
  figure::Table table{.caption = fmt::format("What stands for group {}", group_name(g)),
                      .columns = {{.name = "Statement"},
                                  {.name = "The group"},
                                  {.name = "Of it", .number = true},
                                  {.name = "Of the others", .number = true}}};
  std::size_t withheld = 0;
  for (const auto& one : list) {
    const auto others = m.analysis.tables.tallies.others(g, one.statement);
    if (one.trials < kSmallestCell || others.seen() < kSmallestCell) {
      ++withheld;
      continue;
    }
    const bool agrees = one.side == opinion::Side::Agree;
    table.rows.push_back({m.consultation.text_of(one.statement), agrees ? "agrees" : "disagrees",
                          long_text({.votes = one.successes, .seen = one.trials}),
                          short_text(Share{.votes = agrees ? others.agree : others.disagree, .seen = others.seen()})});
  }
  if (!table.rows.empty()) report.table(table);
  if (list.empty()) {
    report.note("No statement tells it from the others.");
  } else if (withheld > 0) {
    report.note(
        fmt::format("{} of its {} statements are not shown: fewer than ten people voted on them here or "
                    "elsewhere.",
                    withheld, list.size()));
  }
  tell_inside(m, g, report);
}

}  // namespace

void warn_if_loose(const Matter& m, figure::Report& report) {
  if (const auto caution = loose_caution(m.analysis); !caution.empty()) report.note(caution, true);
}

void tell_groups(const Matter& m, figure::Report& report) {
  report.section("groups", "The groups");
  if (!m.analysis.map.enough) {
    report.paragraph(certainty_text(m.analysis));
    return;
  }
  report.figure(draw_people(m.analysis),
                m.analysis.map.in_count > 2'500
                    ? "Each mark is a handful of people with much the same votes, as large as they are many. The "
                      "nearer two marks, the more alike the votes; the axes have no meaning of their own."
                    : "Each mark is a person. The nearer two marks, the more alike the votes; the axes have no "
                      "meaning of their own.");
  warn_if_loose(m, report);
  for (std::size_t g = 0; g < m.sizes.size(); ++g) tell_group(m, g, report);
}

}  // namespace chancery::consult
