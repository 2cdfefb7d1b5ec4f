// The report a minister can read: what unites, what divides, who stands where, how sure we are.
#pragma once

#include <string>

#include "consult/analysis.hpp"
#include "consult/consultation.hpp"

namespace chancery::consult {

// One HTML file, no script, nothing to load. No figure of a statement for fewer than ten people: it can be published.
[[nodiscard]] std::string to_html(const Consultation& consultation, const Analysis& analysis);

}  // namespace chancery::consult
