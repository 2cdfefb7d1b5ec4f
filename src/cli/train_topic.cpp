#include "cli/train_topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "cli/exit_codes.hpp"
#include "cli/labelled_lines.hpp"
#include "text/train_topic.hpp"
#include "text/utf8.hpp"

namespace chancery::cli {
namespace {

constexpr std::size_t kLongestTopic = 60;
constexpr std::size_t kMostProposals = 1000;

// The topics of a label line, without repeats; nothing when one is no name.
std::optional<std::vector<std::string>> read_topics(std::string_view line) {
  std::vector<std::string> topics;
  while (!line.empty()) {
    std::string_view topic = line.substr(0, line.find(','));
    line.remove_prefix(std::min(topic.size() + 1, line.size()));
    constexpr std::string_view kSpace = " \t";
    topic.remove_prefix(std::min(topic.find_first_not_of(kSpace), topic.size()));
    topic = topic.substr(0, topic.find_last_not_of(kSpace) + 1);
    if (topic.empty()) continue;
    if (topic.size() > kLongestTopic || !text::is_valid_utf8(topic)) return std::nullopt;
    if (std::find(topics.begin(), topics.end(), topic) == topics.end()) topics.emplace_back(topic);
  }
  return topics;
}

struct TopicTexts {
  std::vector<text::TopicText> texts;
  std::size_t bad_lines = 0;
};

Result<TopicTexts> read_topic_texts(const TrainTopicCommand& command, std::ostream& err) {
  auto lines = read_labelled(command.texts, command.labels, {});
  if (!lines) return fail(lines.error());
  TopicTexts read;
  for (std::size_t i = 0; i < lines->texts.size(); ++i) {
    auto topics = read_topics(lines->labels[i]);
    if (topics) {
      read.texts.push_back({std::move(lines->texts[i]), std::move(*topics)});
    } else if (++read.bad_lines <= kNamedBadLines) {
      err << fmt::format(
          "chancery train topic: {}, line {}: a topic is a name of at most {} bytes; several stand "
          "between commas\n",
          command.labels, i + 1, kLongestTopic);
    }
  }
  return read;
}

json::Object topic_json(const text::TopicScore& score) {
  return {{"topic", score.topic},
          {"n", score.texts},
          {"precision", score.precision},
          {"recall", score.recall},
          {"f1", score.f1}};
}

json::Object topic_json(const text::Proposal& proposal, const text::TopicModel& model, const std::string& text) {
  return {{"line", proposal.text + 1},
          {"topic", model.topics()[proposal.topic]},
          {"p", proposal.p},
          {"text", text::repair_utf8(text)}};
}

void print(std::ostream& out, const text::TrainedTopics& trained) {
  out << fmt::format("cross-validation\n{:<32}{:>8}{:>11}{:>8}{:>8}\n", "topic", "texts", "precision", "recall", "F1");
  for (const text::TopicScore& score : trained.held_out) {
    out << fmt::format("{:<32}{:>8}{:>11.2f}{:>8.2f}{:>8.2f}\n", score.topic, score.texts, score.precision,
                       score.recall, score.f1);
  }
  for (const std::string& topic : trained.too_few) out << fmt::format("{:<32} left out: too few texts\n", topic);
}

}  // namespace

int run_train_topic(const TrainTopicCommand& command, std::ostream& out, std::ostream& err) {
  const bool proposing = command.propose > 0;
  if (proposing == command.unlabelled.empty() || (command.out.empty() && !proposing) ||
      command.propose > kMostProposals) {
    err << fmt::format(
        "chancery train topic: name the model with --out, or ask with --propose N --unlabelled FILE (N "
        "from 1 to {}), or both\n",
        kMostProposals);
    return kUsage;
  }
  const auto read = read_topic_texts(command, err);
  if (!read) return train_failed(err, "topic", read.error());
  if (read->bad_lines > kNamedBadLines) {
    err << fmt::format("chancery train topic: {} bad lines in all\n", read->bad_lines);
  }
  if (read->bad_lines > 0 && command.strict) return kUnusable;
  std::vector<std::string> unlabelled;
  if (proposing) {
    auto lines = read_lines(command.unlabelled);
    if (!lines) return train_failed(err, "topic", lines.error());
    unlabelled = std::move(*lines);
  }
  err << fmt::format("training on {} texts\n", read->texts.size());
  const auto trained = text::train_topics(read->texts, {});
  if (!trained) return train_failed(err, "topic", trained.error());
  const auto bytes = trained->model.write();
  if (!command.out.empty()) {
    if (const auto written = write_model(command.out, bytes); !written)
      return train_failed(err, "topic", written.error());
  }
  const auto model = text::TopicModel::from(trained->model);
  if (!model) return train_failed(err, "topic", model.error());
  const auto proposals = propose_labels(*model, unlabelled, command.propose);
  if (command.json) {
    json::Array scores;
    for (const auto& score : trained->held_out) scores.push_back(topic_json(score));
    json::Array left_out;
    for (const auto& topic : trained->too_few) left_out.emplace_back(topic);
    json::Array proposed;
    for (const auto& each : proposals) proposed.push_back(topic_json(each, *model, unlabelled[each.text]));
    out << boost::json::serialize(json::Object{{"texts", read->texts.size()},
                                               {"bad_lines", read->bad_lines},
                                               {"model_bytes", bytes.size()},
                                               {"topics", std::move(scores)},
                                               {"too_few", std::move(left_out)},
                                               {"proposals", std::move(proposed)}})
        << '\n';
    return 0;
  }
  print(out, *trained);
  if (proposing) out << fmt::format("\nto label next, of {}\n", command.unlabelled);
  for (const auto& each : proposals) {
    out << fmt::format("line {}\t{} {:.2f}\t{}\n", each.text + 1, model->topics()[each.topic], each.p,
                       text::show_bidi_controls(unlabelled[each.text]));
  }
  if (!command.out.empty()) out << fmt::format("\n{}: {} bytes\n", command.out, bytes.size());
  return 0;
}

void add_train_topic(CLI::App& train, int& exit_code) {
  auto command = std::make_shared<TrainTopicCommand>();  // kept by the options and the callback
  auto* topic = train.add_subcommand("topic", "Your own topics");
  topic->add_option("--texts", command->texts, "One text a line")->required()->type_name("FILE");
  topic->add_option("--labels", command->labels, "Beside them, topics separated by commas; empty: about none")
      ->required()
      ->type_name("FILE");
  topic->add_option("--out", command->out, "The model to write")->type_name("MODEL");
  topic->add_option("--propose", command->propose, "How many texts to propose for labelling")->type_name("N");
  topic->add_option("--unlabelled", command->unlabelled, "The texts to propose from, one a line")->type_name("FILE");
  topic->add_flag("--json", command->json, "One JSON document instead of tables");
  topic->add_flag("--strict", command->strict, "Fail when any line is bad");
  topic->callback([command, &exit_code] { exit_code = run_train_topic(*command, std::cout, std::cerr); });
}

}  // namespace chancery::cli
