#include "cli/language_command.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "text/language.hpp"

namespace chancery::cli {
namespace {

constexpr std::size_t kMaxLine = 1024 * 1024;
constexpr int kUnusable = 65;

}  // namespace

int run_language_command(std::istream& in, std::ostream& out) {
  using Traits = std::istream::traits_type;
  const text::LanguageIdentifier identifier;
  std::streambuf& input = *in.rdbuf();
  std::string line;
  bool begun = false;  // something of the present line was read
  std::size_t lines = 0;
  const auto answer = [&] {
    if (line.ends_with('\r')) line.pop_back();
    const text::Language language = identifier.identify(line);
    out << fmt::format(R"({{"language":"{}","confidence":{:.4f},"reliable":{}}})", language.tag, language.confidence,
                       language.reliable)
        << '\n';
    line.clear();
    begun = false;
    ++lines;
  };
  for (auto c = input.sbumpc(); !Traits::eq_int_type(c, Traits::eof()); c = input.sbumpc()) {
    begun = true;
    if (Traits::to_char_type(c) != '\n') {
      if (line.size() < kMaxLine) line += Traits::to_char_type(c);
      continue;
    }
    answer();
    if (input.in_avail() <= 0) out.flush();
  }
  if (begun) answer();
  out.flush();
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
