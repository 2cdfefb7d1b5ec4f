#include "cli/language_command.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "cli/answer_lines.hpp"
#include "cli/exit_codes.hpp"
#include "text/language.hpp"

namespace chancery::cli {

int run_language_command(std::istream& in, std::ostream& out) {
  const text::LanguageIdentifier identifier;
  const std::size_t lines = answer_lines(in, out, [&](const std::string& line) {
    const text::Language language = identifier.identify(line);
    return fmt::format(R"({{"language":"{}","confidence":{:.4f},"reliable":{}}})", language.tag, language.confidence,
                       language.reliable);
  });
  return lines > 0 ? 0 : kUnusable;
}

void add_language_command(CLI::App& app, int& exit_code) {
  auto* language = app.add_subcommand("language", "The language of each line of standard input, as NDJSON");
  language->callback([&exit_code] {
    std::ios::sync_with_stdio(false);
    exit_code = run_language_command(std::cin, std::cout);
  });
}

}  // namespace chancery::cli
