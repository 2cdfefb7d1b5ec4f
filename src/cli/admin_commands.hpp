// Commands for the operator: `doctor`, `setup-link`, `user`, `config`.
//
// Each asks the running server over its control socket, or takes the data folder itself when no server runs.
#pragma once

#include <CLI/CLI.hpp>

namespace chancery::cli {

// Add the subcommands; `exit_code` is set when one ran and must outlive the parsing.
void add_doctor_command(CLI::App& app, int& exit_code);
void add_setup_link_command(CLI::App& app, int& exit_code);
void add_user_command(CLI::App& app, int& exit_code);
void add_config_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
