// `chancery train language`: our own part of language identification from labelled lines.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <string>

namespace chancery::cli {

struct TrainLanguageCommand {
  std::string texts;   // one text a line
  std::string labels;  // beside them, BCP 47; "hi-Latn" for romanised Hindi
  std::string groups;  // beside them, the collection a text is of: scores are told by it; may be empty
  std::string out;
  bool json = false;
};

// The scores on texts held out (cross-validation) on `out`, progress on `err`. Gives the exit code: 0 done, 65 nothing
// usable, 75 a file could not be written.
[[nodiscard]] int run_train_language(const TrainLanguageCommand& command, std::ostream& out, std::ostream& err);

// Adds "language" below `train`.
void add_train_language(CLI::App& train, int& exit_code);

}  // namespace chancery::cli
