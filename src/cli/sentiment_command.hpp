// `chancery sentiment`: the sentiment of each line of standard input, as NDJSON.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <string>

namespace chancery::cli {

struct SentimentCommand {
  std::string language;  // BCP 47, of every line; empty: identified line by line
  std::string model;     // a file of `chancery train sentiment`; empty: the one shipped
};

// {"sentiment","p":[negative,neutral,positive],"language"} for each line, in order, flushed when the input pauses.
// Gives the exit code: 0; 65 when there was no line or the model is none; 2 for a language that is no tag.
[[nodiscard]] int run_sentiment_command(const SentimentCommand& command, std::istream& in, std::ostream& out,
                                        std::ostream& err);

// Adds the subcommand; `exit_code` is set when it ran and must outlive the parsing.
void add_sentiment_command(CLI::App& app, int& exit_code);

}  // namespace chancery::cli
