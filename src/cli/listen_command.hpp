// `chancery listen`: a listening report of recordings, or of a live stream.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace chancery::cli {

struct ListenCommand {
  std::vector<std::string> sources;    // files (plain, .gz, .zst), "-", at most one stream (wss://…)
  std::vector<std::string> watches;    // in the watch language; none: every post matches
  std::string watches_file;            // more of them, one a line; '#' and a space begin a comment; empty: none
  std::vector<std::string> countries;  // only posts about one of these (alpha-2)
  int window_seconds = 60;             // of sharing the same
  int min_shared = 2;
  std::string since;  // RFC 3339, or a date; empty: from the beginning
  std::string until;
  std::string length;                   // of listening to the stream: "90s", "10m", "2h"; empty: until SIGINT
  std::uint64_t events = 0;             // of the stream, about; 0: any number
  std::vector<std::string> test_peers;  // for tests alone
  bool json = false;
  bool strict = false;  // any bad line fails
};

// Results on `out`, progress and the first bad lines on `err`. Gives the exit code: 0 done, 2 usage, 65 nothing usable
// or a bad line under --strict, 70 internal, 75 try again.
[[nodiscard]] int run_listen_command(const ListenCommand& command, std::ostream& out, std::ostream& err);

// Adds the subcommand; `exit_code` is set when it ran and must outlive the parsing.
void add_listen_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
