#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>

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

void tell_regression(Report& report, const statistics::Ols& fit, std::string_view caption,
                     std::span<const std::string_view> terms) {
  Table table{.caption = std::string(caption),
              .columns = {{"Term"}, {"Coefficient", true}, {"Standard error", true}, {"Interval of 95 %", true}}};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    table.rows.push_back({std::string(terms[i]), figure::told(fit.coefficients[i], 4), fixed(fit.standard_errors[i], 4),
                          fit.intervals.empty() ? "none of so few"
                                                : fmt::format("{} to {}", figure::told(fit.intervals[i].lower, 4),
                                                              figure::told(fit.intervals[i].upper, 4))});
  }
  table.rows.push_back({"R²", fixed(fit.r_squared, 4), "", ""});
  table.rows.push_back({"countries", grouped(fit.n), "", ""});
  report.table(table);
  if (const auto caution = caution_of(fit); !caution.empty()) report.note(caution, true);
}

}  // namespace

void tell_performance(const Study& study, Report& report) {
  report.section("performance", "Above and below what the economy suggests");
  if (!study.performance) {
    report.paragraph("No line could be fitted: " + study.no_performance);
    return;
  }
  const auto& performance = *study.performance;
  std::string above, below;
  for (const auto& row : performance.rows) {
    if (row.outlier != 0)
      (row.outlier > 0 ? above : below) += ((row.outlier > 0 ? above : below).empty() ? "" : ", ") + row.name;
  }
  report.paragraph(fmt::format(
      "For each country, the peers {} stand against its gross domestic product, both in logarithms, for {}. Far above "
      "the line: {}. Far below: {}.",
      either(study, "that follow its best-followed account", "of its best connected account"),
      counted(performance.rows.size(), "country", "countries"), above.empty() ? "nobody" : above,
      below.empty() ? "nobody" : below));
  report.figure(
      *performance_view(study),
      "Triangles: countries whose residual is beyond 1.5 standard deviations, upwards or downwards, at most six "
      "a side.");
  tell_regression(report, performance.fit,
                  fmt::format("log10 of peers{}, by least squares", either(study, " that follow", "")), kByGdp);
  if (performance.by_head) {
    tell_regression(report, *performance.by_head, "The same by wealth and size apart", kByHead);
  }
  if (!performance.no_by_head.empty()) {
    report.note("By wealth and size apart, no coefficient can be told: " + performance.no_by_head, true);
  }
  if (performance.without_gdp + performance.without_followers > 0) {
    report.note(fmt::format("Left out: {} without a GDP in the table, {} {}.",
                            counted(performance.without_gdp, "country", "countries"),
                            grouped(performance.without_followers),
                            either(study, "whose accounts no peer follows", "whose accounts are tied to no peer")));
  }
  Table table{
      .caption = "Residuals, the highest first",
      .columns = {{"Country"}, {"Account"}, {"GDP", true}, {"Peers", true}, {"Expected", true}, {"Residual", true}}};
  for (const auto& row : performance.rows) {
    table.rows.push_back({row.name, study.account(row.account).label(), figure::magnitude(row.gdp),
                          fixed(row.followed_by, 0), fixed(row.expected, 1), figure::with_sign(row.residual, 2)});
  }
  report.table(table);
}

void tell_mobility(const Study& study, Report& report) {
  report.section("mobility", "Upward and downward");
  report.paragraph(fmt::format("Of {} in the wave before, {} here.",
                               counted(study.input.earlier.size(), "account with an office", "accounts with an office"),
                               counted(study.mobility.size(), "stands", "stand")));
  if (study.mobility.empty()) return;
  report.paragraph("Their rank among these is told as a percentile, and its change in points.");
  auto moved = study.mobility;
  std::ranges::stable_sort(moved, std::greater{},
                           [](const auto& each) { return each.moved.front().percentile_points; });
  Table table{.caption = "Change of percentile since the wave before",
              .columns = {{"Account"},
                          {std::string(either(study, "Followed: rank", "Ties: rank")), true},
                          {std::string(either(study, "Followed", "Ties")), true},
                          {"Mutual ties", true},
                          {"PageRank", true},
                          {"Betweenness", true}}};
  for (const auto& each : moved) {
    std::vector<std::string> row{study.account(each.account).label(),
                                 fmt::format("{} → {}", each.moved.front().before, each.moved.front().now)};
    for (const auto& measure : each.moved) row.push_back(figure::with_sign(measure.percentile_points, 1));
    table.rows.push_back(std::move(row));
  }
  report.table(table);
}

}  // namespace chancery::measure
