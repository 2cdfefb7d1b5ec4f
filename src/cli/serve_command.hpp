// `chancery serve`: the server, until SIGTERM or SIGINT.
#pragma once

#include <CLI/CLI.hpp>

namespace chancery::cli {

// Adds the subcommand; `exit_code` is set when it ran and must outlive the parsing.
void add_serve_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
