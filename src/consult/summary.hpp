// The result in a screen of plain text.
#pragma once

#include <string>

#include "consult/analysis.hpp"
#include "consult/consultation.hpp"

namespace chancery::consult {

[[nodiscard]] std::string to_text(const Consultation& consultation, const Analysis& analysis);

}  // namespace chancery::consult
