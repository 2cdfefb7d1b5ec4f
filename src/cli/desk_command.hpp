// `chancery desk check`: whether conversations stand as their events say.
#pragma once

#include <CLI/CLI.hpp>

namespace chancery::cli {

void add_desk_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
