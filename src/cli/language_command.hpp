// `chancery language`: the language of each line of standard input, as NDJSON.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>

namespace chancery::cli {

// {"language","confidence","reliable"} for each line, in order, flushed when the input pauses. Lines past 1 MiB are
// cut there. Gives the exit code: 0, or 65 when there was no line.
[[nodiscard]] int run_language_command(std::istream& in, std::ostream& out);

// Adds the subcommand; `exit_code` is set when it ran and must outlive the parsing.
void add_language_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
