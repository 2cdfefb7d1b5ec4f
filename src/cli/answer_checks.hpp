// How findings are told: a line each, or one JSON document.
#pragma once

#include <vector>

#include "api/routes.hpp"
#include "base/json.hpp"

namespace chancery::cli {

// {"checks":[{"name","state","message","repair"?}]}, as /control/doctor answers it.
[[nodiscard]] json::Object checks_json(const std::vector<api::Check>& checks);

// To stdout. Gives whether nothing fails.
bool print_checks(const json::Object& answer, bool as_json);
bool print_checks(const std::vector<api::Check>& checks, bool as_json);

}  // namespace chancery::cli
