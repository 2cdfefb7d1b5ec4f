#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>

#include "figure/number.hpp"
#include "measure/pictures.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

using figure::fixed;
using figure::grouped;
using figure::Report;
using figure::Table;

void tell_regression(Report& report, const statistics::Ols& fit, std::string_view caption,
                     std::initializer_list<std::string_view> terms) {
  Table table{.caption = std::string(caption), .columns = {{"Term"}, {"Coefficient", true}, {"Standard error", true}}};
  std::size_t i = 0;
  for (const auto term : terms) {
    table.rows.push_back({std::string(term), fixed(fit.coefficients[i], 4), fixed(fit.standard_errors[i], 4)});
    ++i;
  }
  table.rows.push_back({"R²", fixed(fit.r_squared, 4), ""});
  table.rows.push_back({"Countries", grouped(fit.n), ""});
  report.table(table);
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
  report.paragraph(
      fmt::format("For each country, the peers that follow its best-followed account stand against its gross domestic "
                  "product, both in "
                  "logarithms, for {}. Far above the line: {}. Far below: {}.",
                  plural(performance.rows.size(), "country", "countries"), above.empty() ? "nobody" : above,
                  below.empty() ? "nobody" : below));
  report.figure(
      *performance_view(study),
      "Triangles: countries whose residual is beyond 1.5 standard deviations, upwards or downwards, at most six "
      "a side.");
  tell_regression(report, performance.fit, "log10 of peers that follow, by least squares", {"Intercept", "log10 GDP"});
  if (performance.by_head) {
    tell_regression(report, *performance.by_head, "The same by wealth and size apart",
                    {"Intercept", "log10 GDP a head", "log10 population, millions"});
  }
  if (performance.without_gdp + performance.without_followers > 0) {
    report.note(fmt::format("Left out: {} without a GDP in the table, {} whose accounts no peer follows.",
                            plural(performance.without_gdp, "country", "countries"),
                            grouped(performance.without_followers)));
  }
  Table table{
      .caption = "Residuals, the highest first",
      .columns = {{"Country"}, {"Account"}, {"GDP", true}, {"Peers", true}, {"Expected", true}, {"Residual", true}}};
  for (const auto& row : performance.rows) {
    table.rows.push_back({row.name, study.account(row.account).label(), figure::magnitude(row.gdp),
                          fixed(row.followed_by, 0), fixed(row.expected, 1),
                          fmt::format("{}{}", row.residual > 0 ? "+" : "", fixed(row.residual, 2))});
  }
  report.table(table);
}

void tell_mobility(const Study& study, Report& report) {
  report.section("mobility", "Upward and downward");
  report.paragraph(
      fmt::format("{} with an office stand in both waves. Their rank among these is told as a percentile, "
                  "and its change in points.",
                  plural(study.mobility.size(), "account", "accounts")));
  auto moved = study.mobility;
  std::ranges::stable_sort(moved, std::greater{},
                           [](const auto& each) { return each.moved.front().percentile_points; });
  Table table{.caption = "Change of percentile since the wave before",
              .columns = {{"Account"},
                          {"Followed: rank", true},
                          {"Followed", true},
                          {"Mutual ties", true},
                          {"PageRank", true},
                          {"Betweenness", true}}};
  for (const auto& each : moved) {
    std::vector<std::string> row{study.account(each.account).label(),
                                 fmt::format("{} → {}", each.moved.front().before, each.moved.front().now)};
    for (const auto& measure : each.moved) {
      row.push_back(fmt::format("{}{}", measure.percentile_points > 0 ? "+" : "", fixed(measure.percentile_points, 1)));
    }
    table.rows.push_back(std::move(row));
  }
  report.table(table);
}

}  // namespace chancery::measure
