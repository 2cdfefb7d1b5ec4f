// `chancery consult`: the opinion map of a consultation, from files.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

namespace chancery::cli {

struct ConsultCommand {
  std::string votes;         // a Polis export folder, or a table of votes
  std::string statements;    // a table of statements; empty: the folder's, or none
  std::string compat;        // "polis", or empty
  std::uint32_t groups = 0;  // exactly so many; 0: by the silhouette
  std::string previous;      // an earlier result; empty: a cold start
  std::string out;           // a folder for tables, map and report; empty: none
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> runs;  // samples for the stability of groups
  bool agree_is_minus = false;
  bool json = false;
  bool strict = false;  // any bad line fails
};

// Results on `out`, progress and the first bad lines on `err`. Gives the exit code: 0 done, 2 usage, 65 nothing usable
// or a bad line under --strict, 70 internal, 75 try again.
[[nodiscard]] int run_consult_command(const ConsultCommand& command, std::ostream& out, std::ostream& err);

// Adds the subcommand; `exit_code` is set when it ran and must outlive the parsing.
void add_consult_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
