// Whether conversations stand as their events say, for the command line, the control socket and `verify`.
#pragma once

#include <optional>

#include "base/json.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// {conversations, broken: [{rule, what}]}: answer/invariants.hpp, as JSON.
[[nodiscard]] json::Object check_desk(const store::Store& store, const std::optional<desk::Workplace>& workplace);

}  // namespace chancery::cli
