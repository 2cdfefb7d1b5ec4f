// What is wrong with this installation, each finding with the command that repairs it.
#pragma once

#include <vector>

#include "api/routes.hpp"
#include "cli/foundation.hpp"

namespace chancery::cli {

// Reads only. Takes as long as SQLite's quick check and a pass over the audit log.
[[nodiscard]] std::vector<api::Check> examine(const Foundation& foundation);

}  // namespace chancery::cli
