#include "cli/train_language.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "cli/labelled_lines.hpp"
#include "text/train_language.hpp"

namespace chancery::cli {
namespace {

using text::LanguageScore;

double share(std::size_t part, std::size_t all) {
  return all == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

void print(std::ostream& out, std::string_view name, const LanguageScore& score) {
  out << fmt::format("{:<24}{:>8}{:>9.2f}{:>10.1f}{:>9.2f}{:>8.2f}{:>10.2f}\n", name, score.texts, score.percent(),
                     share(score.reliable, score.texts), share(score.reliable_right, score.reliable),
                     share(score.undetermined, score.texts), share(score.taken_for_hindi, score.texts));
}

LanguageScore sum(const std::map<std::string, LanguageScore>& by_tag) {
  LanguageScore all;
  for (const auto& [tag, score] : by_tag) {
    all.texts += score.texts;
    all.right += score.right;
    all.reliable += score.reliable;
    all.reliable_right += score.reliable_right;
    all.undetermined += score.undetermined;
    all.taken_for_hindi += score.taken_for_hindi;
  }
  return all;
}

json::Object score_json(const LanguageScore& score) {
  return {{"n", score.texts},           {"right", score.right},
          {"reliable", score.reliable}, {"reliable_right", score.reliable_right},
          {"und", score.undetermined},  {"taken_for_hi_latn", score.taken_for_hindi}};
}

}  // namespace

int run_train_language(const TrainLanguageCommand& command, std::ostream& out, std::ostream& err) {
  auto lines = read_labelled(command.texts, command.labels, command.groups);
  if (!lines) return train_failed(err, "language", lines.error());
  std::vector<text::LanguageText> texts;
  for (std::size_t i = 0; i < lines->texts.size(); ++i) {
    texts.push_back({std::move(lines->texts[i]), std::move(lines->labels[i]),
                     lines->languages.empty() ? std::string{"all"} : std::move(lines->languages[i])});
  }
  err << fmt::format("training on {} texts\n", texts.size());
  const auto trained = text::train_language(texts, {}, [&](const std::string& step) { err << step << '\n'; });
  if (!trained) return train_failed(err, "language", trained.error());
  const auto bytes = trained->model.write();
  if (const auto written = write_model(command.out, bytes); !written)
    return train_failed(err, "language", written.error());
  if (command.json) {
    json::Object groups;
    for (const auto& [group, by_tag] : trained->held_out) {
      json::Object tags;
      for (const auto& [tag, score] : by_tag) tags[tag] = score_json(score);
      groups[group] = std::move(tags);
    }
    out << boost::json::serialize(
               json::Object{{"texts", texts.size()}, {"model_bytes", bytes.size()}, {"held_out", std::move(groups)}})
        << '\n';
    return 0;
  }
  out << fmt::format("cross-validation\n{:<24}{:>8}{:>9}{:>10}{:>9}{:>8}{:>10}\n", "", "texts", "right %", "reliable %",
                     "of them", "und %", "hi-Latn %");
  for (const auto& [group, by_tag] : trained->held_out) {
    print(out, group, sum(by_tag));
    for (const auto& [tag, score] : by_tag) print(out, "  " + tag, score);
  }
  out << fmt::format("\n{}: {} bytes\n", command.out, bytes.size());
  return 0;
}

void add_train_language(CLI::App& train, int& exit_code) {
  auto command = std::make_shared<TrainLanguageCommand>();  // kept by the options and the callback
  auto* language = train.add_subcommand("language", "Which language a text is written in");
  language->add_option("--texts", command->texts, "One text a line")->required()->type_name("FILE");
  language->add_option("--labels", command->labels, "Beside them, BCP 47 tags; hi-Latn for romanised Hindi")
      ->required()
      ->type_name("FILE");
  language->add_option("--groups", command->groups, "Beside them, the collection each is of, to tell scores by")
      ->type_name("FILE");
  language->add_option("--out", command->out, "The model to write")->required()->type_name("MODEL");
  language->add_flag("--json", command->json, "One JSON document instead of a table");
  language->callback([command, &exit_code] { exit_code = run_train_language(*command, std::cout, std::cerr); });
}

}  // namespace chancery::cli
