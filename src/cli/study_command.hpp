// `chancery study`: a census and network study of a roster, from files; `chancery study verify`: whether one is
// reproduced.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace chancery::cli {

struct StudyCommand {
  std::string accounts, follows, countries, previous, codes;  // files; `previous`: a study's folder; "": none
  std::string ego;                                            // id of the account to draw; "": the best connected
  std::string out;                                            // folder to write; "": none
  std::uint64_t seed = 42;
  bool undirected = false;  // a line of the follows table is a tie in both directions
  bool json = false;
  bool strict = false;  // any bad line fails
};

// Results on `out`, progress and bad lines on `err`. Gives the exit code: 0 done, 2 usage, 65 nothing usable or a bad
// line under --strict, 70 internal, 75 try again.
[[nodiscard]] int run_study_command(const StudyCommand& command, std::ostream& out, std::ostream& err);

// Makes the study in the folder again. 0: reproduced, byte by byte; 65: not, and `out` names what differs.
[[nodiscard]] int run_study_verify(const std::string& folder, bool json, std::ostream& out, std::ostream& err);

// Adds the subcommand; `exit_code` is set when it ran and must outlive the parsing.
void add_study_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
