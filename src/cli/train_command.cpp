#include "cli/train_command.hpp"

#include "cli/train_language.hpp"
#include "cli/train_sentiment.hpp"
#include "cli/train_topic.hpp"

namespace chancery::cli {

void add_train_command(CLI::App& app, int& exit_code) {
  auto* train = app.add_subcommand("train", "A model from labelled lines, and how often it is right");
  train->require_subcommand(1);
  add_train_language(*train, exit_code);
  add_train_sentiment(*train, exit_code);
  add_train_topic(*train, exit_code);
}

}  // namespace chancery::cli
