// What it costs (processor time) to tell topics and countries of a post, on the posts of tests/fixtures/agenda
// repeated.
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "text/annotator.hpp"

namespace text = chancery::text;

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  std::vector<std::pair<std::string, std::string>> posts;  // language, text
  std::size_t characters = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i]);
    for (std::string line; std::getline(in, line);) {
      const auto last = line.rfind('\t');
      if (line.starts_with('#') || last == std::string::npos) continue;
      posts.emplace_back(line.substr(0, 2), line.substr(last + 1));
      for (const char c : posts.back().second) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    }
  }
  if (posts.empty()) {
    fmt::print(stderr, "usage: bench_annotator FILE.tsv…\n");
    return 2;
  }
  const auto start = Clock::now();
  const text::Annotator annotator;
  text::Annotator::Scratch scratch;
  std::size_t found = annotator.find(posts[0].second, posts[0].first, scratch).topics.size();
  const double first = seconds(Clock::now() - start);

  constexpr int kRounds = 500;
  const auto run = [&](std::string_view only) {
    std::size_t n = 0;
    const std::clock_t begin = std::clock();
    for (int round = 0; round < kRounds; ++round) {
      for (const auto& [language, post] : posts) {
        if (!only.empty() && language != only) continue;
        found += annotator.find(post, language, scratch).countries.size();
        ++n;
      }
    }
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / static_cast<double>(n) * 1e6;
  };
  const double all = run("");
  const double per_hundred = all * 100.0 * static_cast<double>(posts.size()) / static_cast<double>(characters);
  const auto print = [](std::string_view what, double figure, std::string_view unit) {
    fmt::print("{{\"what\":\"{}\",\"figure\":{:.3f},\"unit\":\"{}\"}}\n", what, figure, unit);
  };
  print("annotator, first post", first * 1e3, "ms");
  print("annotator, a post in 13 languages", all, "µs");
  print("annotator, 100 characters in 13 languages", per_hundred, "µs");
  for (const char* language : {"ar", "de", "en", "es", "fa", "fr", "he", "hi", "pt", "ru", "tr", "uk", "zh"}) {
    print(fmt::format("annotator, a post in {}", language), run(language), "µs");
  }
  return found == 0 ? 1 : 0;
}
