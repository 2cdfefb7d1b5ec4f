// How well topics and countries are told, on posts written for this purpose (tests/fixtures/agenda).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "text/annotator.hpp"

namespace chancery::text {
namespace {

struct Post {
  std::string language;
  std::vector<std::string> topics, countries;
  std::string text;
};

std::vector<std::string> list(const std::string& field) {
  std::vector<std::string> out;
  std::istringstream in(field);
  for (std::string item; std::getline(in, item, ',');) {
    if (item != "-") out.push_back(item);
  }
  return out;
}

std::vector<Post> posts(const std::string& half) {
  std::ifstream in(std::string{CHANCERY_SOURCE} + "/tests/fixtures/agenda/" + half + ".tsv");
  std::vector<Post> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string language;
    std::string topics;
    std::string countries;
    std::string text;
    std::getline(fields, language, '\t');
    std::getline(fields, topics, '\t');
    std::getline(fields, countries, '\t');
    std::getline(fields, text);
    out.push_back({language, list(topics), list(countries), text});
  }
  return out;
}

struct Score {
  int right = 0, wrong = 0, missed = 0;

  void add(const std::vector<std::string>& found, const std::vector<std::string>& wanted) {
    for (const auto& item : found) (std::ranges::count(wanted, item) > 0 ? right : wrong) += 1;
    for (const auto& item : wanted) missed += std::ranges::count(found, item) > 0 ? 0 : 1;
  }
  [[nodiscard]] double precision() const { return right == 0 ? 0 : 1.0 * right / (right + wrong); }
  [[nodiscard]] double recall() const { return right == 0 ? 0 : 1.0 * right / (right + missed); }
};

struct Outcome {
  Score topics, countries;
  std::map<std::string, int> right_by_language;
};

// With CHANCERY_AGENDA_VERBOSE in the environment, mistakes and the scores of each topic and language are printed.
Outcome evaluate(const std::string& half) {
  const bool verbose = std::getenv("CHANCERY_AGENDA_VERBOSE") != nullptr;
  const Annotator annotator;
  Annotator::Scratch scratch;
  Outcome all;
  std::map<std::string, Score> parts;
  for (const Post& post : posts(half)) {
    const auto found = annotator.find(post.text, post.language, scratch);
    std::vector<std::string> topics;
    std::vector<std::string> countries;
    for (const auto& topic : found.topics) topics.emplace_back(slug(topic.topic));
    for (const Country country : found.countries) countries.emplace_back(country.alpha2());
    all.topics.add(topics, post.topics);
    all.countries.add(countries, post.countries);
    parts[post.language].add(topics, post.topics);
    all.right_by_language[post.language] = parts[post.language].right;
    for (const TopicInfo& info : ::chancery::text::topics()) {
      const std::string name{info.slug};
      const auto alone = [&](const std::vector<std::string>& all_of) {
        return std::ranges::count(all_of, name) > 0 ? std::vector{name} : std::vector<std::string>{};
      };
      parts[name].add(alone(topics), alone(post.topics));
    }
    if (verbose && half == "development") {
      const auto show = [](const char* what, const auto& got, const auto& want, const std::string& text) {
        auto a = got;
        auto b = want;
        std::ranges::sort(a);
        std::ranges::sort(b);
        if (a == b) return;
        std::printf("%s got", what);
        for (const auto& item : a) std::printf(" %s", item.c_str());
        std::printf(" wanted");
        for (const auto& item : b) std::printf(" %s", item.c_str());
        std::printf(": %s\n", text.c_str());
      };
      show("topics", topics, post.topics, post.language + ' ' + post.text);
      show("countries", countries, post.countries, post.language + ' ' + post.text);
    }
  }
  if (verbose) {
    std::printf("%s topics: precision %.3f recall %.3f; countries: precision %.3f recall %.3f\n", half.c_str(),
                all.topics.precision(), all.topics.recall(), all.countries.precision(), all.countries.recall());
    for (const auto& [part, score] : parts) {
      std::printf("  %-24s right %d wrong %d missed %d\n", part.c_str(), score.right, score.wrong, score.missed);
    }
  }
  return all;
}

TEST(AgendaEvaluation, HoldsOnTheHalfTheSeedsWereChosenWith) {
  const Outcome outcome = evaluate("development");
  EXPECT_GE(outcome.topics.precision(), 0.90);
  EXPECT_GE(outcome.topics.recall(), 0.85);
  EXPECT_GE(outcome.countries.precision(), 0.95);
  EXPECT_GE(outcome.countries.recall(), 0.95);
  EXPECT_EQ(outcome.right_by_language.size(), 13U);
  for (const auto& [language, right] : outcome.right_by_language) EXPECT_GE(right, 6) << language;
}

TEST(AgendaEvaluation, HoldsOnTheHalfHeldOut) {
  const Outcome outcome = evaluate("held_out");
  EXPECT_GE(outcome.topics.precision(), 0.85);
  EXPECT_GE(outcome.topics.recall(), 0.75);
  EXPECT_GE(outcome.countries.precision(), 0.90);
  EXPECT_GE(outcome.countries.recall(), 0.90);
}

}  // namespace
}  // namespace chancery::text
