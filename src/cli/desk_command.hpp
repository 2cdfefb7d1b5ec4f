// `chancery desk check`: whether conversations stand as their events say.
#pragma once

#include <CLI/App.hpp>
#include <optional>

#include "base/json.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::cli {

void add_desk_command(CLI::App& app, int& exit_code);

// {conversations, broken: [{rule, what}]}: answer/invariants.hpp, as JSON.
[[nodiscard]] json::Object check_desk(const store::Store& store, const std::optional<desk::Workplace>& workplace);

}  // namespace chancery::cli
