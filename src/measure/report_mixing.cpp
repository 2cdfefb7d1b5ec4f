#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <string>

#include "figure/number.hpp"
#include "measure/mixing_matrix.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {
namespace {

// "12.5 % (9.8)": the share, and beside it what chance gives.
void tell_matrix(const Study& study, const Measures::Mixing& mixing, figure::Report& report) {
  figure::Table table{
      .caption = fmt::format("Ties by {}{}: share of the ties counted, and in brackets the share if {} did "
                             "not matter",
                             mixing.by, either(study, ", from the row to the column", ""), mixing.by),
      .columns = {{std::string(either(study, "From", ""))}}};
  for (const auto& name : mixing.names) {
    table.columns.push_back({.name = name, .number = true});
    table.rows.emplace_back(mixing.names.size() + 1).front() = name;
  }
  for (const auto& cell : mixing_matrix(study, mixing)) {
    table.rows[cell.from][cell.to + 1] =
        fmt::format("{} ({})", figure::percent(cell.share), figure::fixed(100 * cell.expected, 1));
  }
  report.table(table);
}

}  // namespace

void tell_mixing(const Study& study, figure::Report& report) {
  figure::Table table{.caption = fmt::format("Whether like {} like: 1 where all ties stay within, 0 as by chance",
                                             either(study, "follows", "is tied to")),
                      .columns = {{"By"}, {"Ties counted", true}, {"Left out", true}, {"Assortativity", true}}};
  for (const auto& each : study.measures.mixing) {
    table.rows.push_back({std::string(each.by), figure::grouped(each.value.counted),
                          figure::grouped(each.value.left_out),
                          each.value.defined ? figure::told(each.value.coefficient, 3) : "not defined"});
  }
  report.table(table);
  for (const auto& each : study.measures.mixing) {
    if (has_matrix(each)) tell_matrix(study, each, report);
  }
}

}  // namespace chancery::measure
