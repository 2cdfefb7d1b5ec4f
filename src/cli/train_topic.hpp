// `chancery train topic`: a model of the analyst's own topics, and which texts to label next.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <iosfwd>
#include <string>

namespace chancery::cli {

struct TrainTopicCommand {
  std::string texts;       // one text a line; "-" is standard input
  std::string labels;      // beside them: topics separated by commas; an empty line is a text about none
  std::string out;         // may be empty with `propose`
  std::string unlabelled;  // one text a line, to propose from
  std::size_t propose = 0;
  bool json = false;
  bool strict = false;  // any bad line fails
};

// Held-out scores, then proposals, on `out`; progress and the first bad lines on `err`. Gives the exit code: 0 done, 2
// usage, 65 nothing usable or a bad line under --strict, 75 a file could not be written.
[[nodiscard]] int run_train_topic(const TrainTopicCommand& command, std::ostream& out, std::ostream& err);

// Adds "topic" below `train`.
void add_train_topic(CLI::App& train, int& exit_code);

}  // namespace chancery::cli
