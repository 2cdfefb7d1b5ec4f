// The sections of a consultation's report, in the order in which they stand.
#pragma once

#include <cstddef>
#include <vector>

#include "consult/analysis.hpp"
#include "consult/consultation.hpp"
#include "consult/findings.hpp"
#include "figure/report.hpp"

namespace chancery::consult {

// What they all speak of.
struct Matter {
  const Consultation& consultation;
  const Analysis& analysis;
  Findings found;
  std::vector<std::size_t> sizes;  // of the groups

  [[nodiscard]] bool has_groups() const { return analysis.map.enough && sizes.size() > 1; }
};

void tell_unites(const Matter& m, figure::Report& report);
void tell_divides(const Matter& m, figure::Report& report);
void tell_groups(const Matter& m, figure::Report& report);
void tell_certainty(const Matter& m, figure::Report& report);
void tell_statements(const Matter& m, figure::Report& report);
void tell_method(const Matter& m, figure::Report& report);

// Above figures of single groups where the groups are loose; nothing elsewhere.
void warn_if_loose(const Matter& m, figure::Report& report);

}  // namespace chancery::consult
