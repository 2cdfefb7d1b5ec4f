#include "measure/report_sections.hpp"

#include <fmt/format.h>

#include <string>

#include "figure/number.hpp"
#include "measure/report_words.hpp"

namespace chancery::measure {

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
}

}  // namespace chancery::measure
