// `chancery train sentiment`: a sentiment model from labelled lines.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <string>

namespace chancery::cli {

struct TrainSentimentCommand {
  std::string texts;           // one text a line; "-" is standard input
  std::string labels;          // beside them: negative, neutral, positive, or 0, 1, 2
  std::string languages;       // beside them, BCP 47; empty: identified. Judged with the identified ones, always
  std::string held_out_texts;  // not trained on, scored by the finished model; all three or none
  std::string held_out_labels;
  std::string held_out_languages;
  std::string lexicon;  // a folder of <language>.tsv and emoji.tsv; empty: the lexicon of the shipped model
  std::string out;
  bool json = false;
  bool strict = false;  // any bad line fails
};

// The held-out scores on `out`, progress and the first bad lines on `err`. Gives the exit code: 0 done, 2 usage, 65
// nothing usable or a bad line under --strict, 75 a file could not be written.
[[nodiscard]] int run_train_sentiment(const TrainSentimentCommand& command, std::ostream& out, std::ostream& err);

// Adds "sentiment" below `train`.
void add_train_sentiment(CLI::App& train, int& exit_code);

}  // namespace chancery::cli
