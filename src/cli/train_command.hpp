// `chancery train`: models from labelled lines. What is trained stands in a file of its own, train_<what>.cpp, which
// adds itself below the command.
#pragma once

#include <CLI/CLI.hpp>

namespace chancery::cli {

// Adds the subcommand with all that can be trained; `exit_code` is set when it ran and must outlive the parsing.
void add_train_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
