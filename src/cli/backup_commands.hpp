// chancery backup, restore, verify, keys.
#pragma once

#include <CLI/CLI.hpp>

namespace chancery::cli {

void add_backup_command(CLI::App& app, int& exit_code);
void add_restore_command(CLI::App& app, int& exit_code);
void add_verify_command(CLI::App& app, int& exit_code);
void add_keys_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
