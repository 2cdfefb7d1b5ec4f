// Shares as readers see them.
#pragma once

#include <optional>
#include <string>

#include "consult/findings.hpp"

namespace chancery::consult {

// "81 %", or "–" where it is withheld.
[[nodiscard]] std::string short_text(const std::optional<Share>& share);
// "81 % (74–87)": with the 95 % interval.
[[nodiscard]] std::string long_text(const Share& share);

}  // namespace chancery::consult
