#include "cli/sentiment_command.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "cli/answer_lines.hpp"
#include "cli/exit_codes.hpp"
#include "text/language.hpp"
#include "text/sentiment.hpp"

namespace chancery::cli {
namespace {

Result<text::SentimentModel> load(const std::string& file) {
  if (file.empty()) return text::SentimentModel::shipped();
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::NotFound, fmt::format("{}: cannot be opened; is the name right?", file));
  std::vector<char> bytes(text::LinearModel::kMostBytes + 1);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  auto model = text::SentimentModel::read(std::as_bytes(std::span{bytes}.first(static_cast<std::size_t>(in.gcount()))));
  if (!model) return fail(model.error().code, model.error().detail, fmt::format("{}: {}", file, model.error().hint));
  return model;
}

}  // namespace

int run_sentiment_command(const SentimentCommand& command, std::istream& in, std::ostream& out, std::ostream& err) {
  const std::string given = command.language.empty() ? "" : text::canonical_language(command.language);
  if (given == "und") {
    err << "chancery sentiment: --language needs a tag such as ar, pt or hi-Latn, not \"" << command.language << "\"\n";
    return kUsage;
  }
  const auto model = load(command.model);
  if (!model) {
    err << "chancery sentiment: " << model.error().hint << '\n';
    return kUnusable;
  }
  const text::LanguageIdentifier identifier;
  text::SentimentModel::Scratch scratch;
  const std::size_t lines = answer_lines(in, out, [&](const std::string& line) {
    const std::string language = given.empty() ? identifier.identify(line).tag : given;
    const text::SentimentScore score = model->classify(line, language, scratch);
    return fmt::format(R"({{"sentiment":"{}","p":[{:.4f},{:.4f},{:.4f}],"language":"{}"}})", name_of(score.sentiment),
                       score.p[0], score.p[1], score.p[2], language);
  });
  return lines > 0 ? 0 : kUnusable;
}

void add_sentiment_command(CLI::App& app, int& exit_code) {
  auto* sentiment = app.add_subcommand("sentiment", "The sentiment of each line of standard input, as NDJSON");
  auto command = std::make_shared<SentimentCommand>();  // kept by the options and the callback
  sentiment->add_option("--language", command->language, "The language of every line; without it, identified")
      ->type_name("TAG");
  sentiment->add_option("--model", command->model, "A model of chancery train sentiment; without it, the one shipped")
      ->type_name("FILE");
  sentiment->callback([&exit_code, command] {
    std::ios::sync_with_stdio(false);
    exit_code = run_sentiment_command(*command, std::cin, std::cout, std::cerr);
  });
}

}  // namespace chancery::cli
