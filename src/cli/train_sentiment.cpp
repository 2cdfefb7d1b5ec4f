#include "cli/train_sentiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "cli/exit_codes.hpp"
#include "cli/labelled_lines.hpp"
#include "text/language.hpp"
#include "text/train_sentiment.hpp"

namespace chancery::cli {
namespace {

using text::Confusion;
using text::LabelledText;
using text::Sentiment;
using text::SentimentScores;

std::optional<Sentiment> read_label(std::string_view label) {
  if (label == "negative" || label == "0") return Sentiment::Negative;
  if (label == "neutral" || label == "1") return Sentiment::Neutral;
  if (label == "positive" || label == "2") return Sentiment::Positive;
  return std::nullopt;
}

struct SentimentTexts {
  std::vector<LabelledText> texts;
  std::size_t bad_lines = 0;
};

// What is labelled well; the first bad lines are named.
Result<SentimentTexts> read_sentiment_texts(const std::string& texts_file, const std::string& labels_file,
                                            const std::string& languages_file, std::ostream& err) {
  auto lines = read_labelled(texts_file, labels_file, languages_file);
  if (!lines) return fail(lines.error());
  const text::LanguageIdentifier identifier;
  SentimentTexts read;
  for (std::size_t i = 0; i < lines->texts.size(); ++i) {
    const auto label = read_label(lines->labels[i]);
    std::string given = lines->languages.empty() ? std::string{} : text::canonical_language(lines->languages[i]);
    if (!label || given == "und") {
      const bool language = label.has_value();
      if (++read.bad_lines <= kNamedBadLines) {
        err << fmt::format("chancery train sentiment: {}, line {}: {}\n", language ? languages_file : labels_file,
                           i + 1,
                           language ? "a language is a tag such as pt or hi-Latn"
                                    : "a label is negative, neutral or positive (or 0, 1, 2)");
      }
      continue;
    }
    std::string identified = identifier.identify(lines->texts[i]).tag;
    if (given.empty()) given = identified;
    read.texts.push_back({std::move(lines->texts[i]), *label, std::move(given), std::move(identified)});
  }
  return read;
}

// Every file <language>.tsv of the folder, and emoji.tsv, which counts in each language.
Result<text::Lexicon> read_lexicon(const std::string& folder) {
  if (folder.empty()) {
    auto shipped = text::SentimentModel::shipped();
    if (!shipped) return fail(shipped.error());
    return shipped->linear().lexicon();
  }
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".tsv") files.push_back(entry.path());
  }
  if (error || files.empty()) {
    return fail(Errc::NotFound, fmt::format("{}: no lexicon here; name a folder with <language>.tsv files", folder));
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> languages;
  for (const auto& file : files) {
    if (file.stem() != "emoji") languages.push_back(file.stem().string());
  }
  text::Lexicon lexicon(languages);
  for (const auto& file : files) {
    const auto lines = read_lines(file.string());
    if (!lines) return fail(lines.error());
    std::string tsv;
    for (const std::string& line : *lines) tsv += line + '\n';
    const auto added = lexicon.add(file.stem() == "emoji" ? std::string{} : file.stem().string(), tsv);
    if (!added) return fail(added.error());
  }
  lexicon.inherit("hi-Latn", "en");  // romanised Hindi is written mixed with English
  return lexicon;
}

// Half of the 95 % interval of a macro-F1 in per cent, as of a share: the classes' F1 vary about alike.
double half_interval(const Confusion& confusion) {
  const double share = confusion.macro_f1() / 100;
  return confusion.n() > 0 ? 196 * std::sqrt(share * (1 - share) / confusion.n()) : 100;
}

void print_table(std::ostream& out, std::string_view title, const SentimentScores& scores) {
  out << fmt::format("{}\n{:<10}{:>8}{:>10}{:>8}\n", title, "language", "texts", "macro-F1", "+/-");
  for (const auto& [language, confusion] : scores.by_language) {
    out << fmt::format("{:<10}{:>8.0f}{:>10.1f}{:>8.1f}\n", language, confusion.n(), confusion.macro_f1(),
                       half_interval(confusion));
  }
  const Confusion all = scores.all();
  out << fmt::format("{:<10}{:>8.0f}{:>10.1f}{:>8.1f}\nmean over languages {:.1f}\n", "all", all.n(), all.macro_f1(),
                     half_interval(all), scores.mean_macro_f1());
}

json::Object scores_json(const SentimentScores& scores) {
  json::Object languages;
  for (const auto& [language, confusion] : scores.by_language) {
    json::Array rows;
    for (const auto& row : confusion.counts) rows.push_back(json::Array{row[0], row[1], row[2]});
    languages[language] = json::Object{{"n", confusion.n()},
                                       {"macro_f1", confusion.macro_f1()},
                                       {"half_interval", half_interval(confusion)},
                                       {"confusion", std::move(rows)}};
  }
  return json::Object{{"n", scores.all().n()},
                      {"macro_f1", scores.all().macro_f1()},
                      {"mean_macro_f1", scores.mean_macro_f1()},
                      {"languages", std::move(languages)}};
}

}  // namespace

int run_train_sentiment(const TrainSentimentCommand& command, std::ostream& out, std::ostream& err) {
  const bool held_out = !command.held_out_texts.empty();
  if (held_out == command.held_out_labels.empty() || (!held_out && !command.held_out_languages.empty())) {
    err << "chancery train sentiment: --held-out-texts and --held-out-labels go together\n";
    return kUsage;
  }
  const auto lexicon = read_lexicon(command.lexicon);
  if (!lexicon) return train_failed(err, "sentiment", lexicon.error());
  const auto read = read_sentiment_texts(command.texts, command.labels, command.languages, err);
  if (!read) return train_failed(err, "sentiment", read.error());
  std::size_t bad_lines = read->bad_lines;
  SentimentTexts unseen;
  if (held_out) {
    auto more = read_sentiment_texts(command.held_out_texts, command.held_out_labels, command.held_out_languages, err);
    if (!more) return train_failed(err, "sentiment", more.error());
    unseen = std::move(*more);
    bad_lines += unseen.bad_lines;
  }
  if (bad_lines > kNamedBadLines) err << fmt::format("chancery train sentiment: {} bad lines in all\n", bad_lines);
  if (bad_lines > 0 && command.strict) return kUnusable;
  const text::SentimentOptions options;
  err << fmt::format("training on {} texts, {} folds\n", read->texts.size(), options.folds);
  auto trained = text::train_sentiment(read->texts, *lexicon, options);
  if (!trained) return train_failed(err, "sentiment", trained.error());
  const auto bytes = trained->model.write();
  if (const auto written = write_model(command.out, bytes); !written)
    return train_failed(err, "sentiment", written.error());
  SentimentScores on_unseen;
  if (held_out) {
    const auto model = text::SentimentModel::from(std::move(trained->model));
    if (!model) return train_failed(err, "sentiment", model.error());
    on_unseen = evaluate_sentiment(*model, unseen.texts);
  }
  if (command.json) {
    json::Object report{{"texts", read->texts.size()},
                        {"bad_lines", bad_lines},
                        {"folds", options.folds},
                        {"model_bytes", bytes.size()},
                        {"cross_validation", scores_json(trained->held_out)}};
    if (held_out) report["held_out"] = scores_json(on_unseen);
    out << boost::json::serialize(report) << '\n';
    return 0;
  }
  print_table(out, fmt::format("{}-fold cross-validation", options.folds), trained->held_out);
  if (held_out) print_table(out, "\nheld-out texts", on_unseen);
  out << fmt::format("\n{}: {} bytes\n", command.out, bytes.size());
  return 0;
}

void add_train_sentiment(CLI::App& train, int& exit_code) {
  auto command = std::make_shared<TrainSentimentCommand>();  // kept by the options and the callback
  auto* sentiment = train.add_subcommand("sentiment", "Negative, neutral or positive");
  sentiment->add_option("--texts", command->texts, "One text a line")->required()->type_name("FILE");
  sentiment->add_option("--labels", command->labels, "Beside them: negative, neutral or positive (or 0, 1, 2)")
      ->required()
      ->type_name("FILE");
  sentiment->add_option("--out", command->out, "The model to write")->required()->type_name("MODEL");
  sentiment
      ->add_option("--languages", command->languages,
                   "Beside them, the tags of the languages they are written in; without it, identified")
      ->type_name("FILE");
  sentiment->add_option("--held-out-texts", command->held_out_texts, "Texts to score the finished model on")
      ->type_name("FILE");
  sentiment->add_option("--held-out-labels", command->held_out_labels, "Their labels")->type_name("FILE");
  sentiment->add_option("--held-out-languages", command->held_out_languages, "Their languages")->type_name("FILE");
  sentiment->add_option("--lexicon", command->lexicon, "A folder of <language>.tsv; without it, the shipped model's")
      ->type_name("FOLDER");
  sentiment->add_flag("--json", command->json, "One JSON document instead of tables");
  sentiment->add_flag("--strict", command->strict, "Fail when any line is bad");
  sentiment->callback([command, &exit_code] { exit_code = run_train_sentiment(*command, std::cout, std::cerr); });
}

}  // namespace chancery::cli
