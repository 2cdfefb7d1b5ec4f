// `chancery erase`: forgets the words of a deleted post for good.
#pragma once

#include <CLI/CLI.hpp>

namespace chancery::cli {

void add_erase_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
