// Plays one scene for listening: listening_runner FILE. See README.md for the words such a scene may use.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "listening_stage.hpp"

#include "play_file.hpp"

namespace {

using namespace chancery;
using scenes::Crowd;
using scenes::must;
using scenes::Stage;
using scenes::Wrong;

constexpr auto kWhen = R"~((\d{4}-\d\d-\d\d \d\d:\d\d))~";
constexpr auto kSome = R"~((\d+) (?:people post|person posts)(?: in ([\w-]+))? ("[^"]*"(?: / "[^"]*")*))~";
constexpr auto kOfWatch = R"~((?: of "([^"]*)")?)~";

bool match(const std::string& line, const std::string& pattern, std::smatch& words) {
  return std::regex_match(line, words, std::regex(pattern));
}

Timestamp time_of(std::string text) {
  text[10] = 'T';
  return must(from_rfc3339(text + ":00Z"), "time");
}

std::vector<std::string> quoted(const std::string& text) {
  static const std::regex kQuoted("\"([^\"]*)\"");
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kQuoted); it != std::sregex_iterator(); ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

// "a, b and c" without the "and".
std::vector<std::string> list_of(const std::string& text) {
  static const std::regex kBetween(", ");
  return {std::sregex_token_iterator(text.begin(), text.end(), kBetween, -1), std::sregex_token_iterator()};
}

// "6 people post in en "Words", 3 people post "Words" / "Other words""; nothing: not understood.
std::vector<Crowd> crowds_of(const std::string& text) {
  static const std::regex kOne(std::string{"(?:^|, )"} + kSome);
  std::vector<Crowd> crowds;
  std::size_t read = 0;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kOne); it != std::sregex_iterator(); ++it) {
    if (static_cast<std::size_t>(it->position()) != read) return {};
    read += static_cast<std::size_t>(it->length());
    crowds.push_back({std::stoul((*it)[1]), (*it)[2], quoted((*it)[3])});
  }
  return read == text.size() ? crowds : std::vector<Crowd>{};
}

template <class Number>
void same(Number expected, Number seen, std::string_view what) {
  if (expected != seen) throw Wrong(fmt::format("expected {} {}, there are {}", expected, what, seen));
}

// Nothing: withheld.
std::string shown(const std::optional<std::int64_t>& figure) {
  return figure ? std::to_string(*figure) : "withheld";
}

class Scene {
 public:
  void play(const std::string& line) {
    if (!setting(line) && !speaking(line) && !counting(line) && !telling(line) && !alerting(line)) {
      throw Wrong("this line is not understood");
    }
  }

 private:
  bool setting(const std::string& line);
  bool speaking(const std::string& line);
  bool counting(const std::string& line);
  bool telling(const std::string& line);
  bool alerting(const std::string& line);
  [[nodiscard]] std::string figure(const std::string& what, const listen::Figures& figures) const;

  Stage stage_;
};

bool Scene::setting(const std::string& line) {
  std::smatch w;
  if (match(line, std::string{"at "} + kWhen, w)) {
    stage_.move_to(time_of(w[1]));
  } else if (match(line, R"~(watch "([^"]*)": (.*))~", w)) {
    stage_.watch(w[1], w[2]);
  } else if (match(line, R"~(the officer (suspends|resumes) "([^"]*)")~", w)) {
    w[1] == "suspends" ? stage_.suspend(w[2]) : stage_.resume(w[2]);
  } else if (match(line, R"~(person "([^"]*)" objects)~", w)) {
    stage_.object(w[1]);
  } else if (match(line, std::string{"the stream was lost from "} + kWhen + " to " + kWhen, w)) {
    stage_.lose(time_of(w[1]), time_of(w[2]));
  } else {
    return false;
  }
  return true;
}

bool Scene::speaking(const std::string& line) {
  std::smatch w;
  if (match(line, std::string{"every hour until "} + kWhen + ": nobody posts", w)) {
    stage_.every_hour(time_of(w[1]), {});
  } else if (match(line, std::string{"every hour until "} + kWhen + ": (.*)", w)) {
    const auto crowds = crowds_of(w[2]);
    if (crowds.empty()) return false;
    stage_.every_hour(time_of(w[1]), crowds);
  } else if (match(line, std::string{kSome}, w)) {
    stage_.post({std::stoul(w[1]), w[2], quoted(w[3])});
  } else if (match(line, R"~(the same people post(?: in ([\w-]+))? ("[^"]*"(?: / "[^"]*")*))~", w)) {
    stage_.again({0, w[1], quoted(w[2])});
  } else if (match(line, R"~(person "([^"]*)" posts "([^"]*)")~", w)) {
    stage_.post_as(w[1], w[2]);
  } else if (match(line, R"~((\d+|all) of them leaves?)~", w)) {
    stage_.leave(w[1] == "all" ? stage_.last_crowd() : std::stoul(w[1]));
  } else if (match(line, "the last post is deleted", w)) {
    stage_.delete_one();
  } else {
    return false;
  }
  return true;
}

std::string Scene::figure(const std::string& what, const listen::Figures& figures) const {
  if (what == "posts") return shown(figures.matched);
  if (what == "people") return shown(figures.authors);
  const auto space = what.find(' ');
  const auto& rows = what.starts_with("language") ? figures.by_language
                     : what.starts_with("topic")  ? figures.by_topic
                                                  : figures.by_country;
  const auto row = std::ranges::find(rows, what.substr(space + 1), &listen::RowFigure::value);
  if (row != rows.end()) return shown(row->matched);
  return figures.withheld ? "withheld" : "0";
}

bool Scene::counting(const std::string& line) {
  std::smatch w;
  if (match(line,
            std::string{R"~(expect (posts|people|language [\w-]+|country \w+|topic [\w-]+))~"} + kOfWatch +
                R"~( in (1|24|168) hours?: (\d+|withheld))~",
            w)) {
    const auto seen = figure(w[1], stage_.figures(std::chrono::hours{std::stol(w[3])}, stage_.watch(w[2])));
    if (seen != w[4]) throw Wrong(fmt::format("there: {}", seen));
  } else if (match(line, std::string{"expect words"} + kOfWatch + R"~(: ("[^"]*"|none|not "[^"]*"))~", w)) {
    const auto words = stage_.words_shown(stage_.watch(w[1]));
    const std::string asked = w[2];
    const bool found = std::ranges::find(words, asked == "none" ? "" : quoted(asked).front()) != words.end();
    const bool right = asked == "none" ? words.empty() : asked.starts_with("not ") ? !found : found;
    if (!right)
      throw Wrong(
          fmt::format("{} posts are shown, the newest \"{}\"", words.size(), words.empty() ? "" : words.front()));
  } else {
    return false;
  }
  return true;
}

// What is told of narratives and copied texts: of the last 24 hours.
bool Scene::telling(const std::string& line) {
  constexpr std::chrono::hours kDay{24};
  std::smatch w;
  if (match(line, R"~(expect narrative with the words ([^:]*): (\d+) posts in ([\w-]+(?:, [\w-]+)*))~", w)) {
    std::string all;
    for (const auto& narrative : stage_.talk().narratives(stage_.now(), kDay, {})) {
      std::set<std::string> languages;
      for (const auto& entry : narrative.languages) languages.insert(entry.first);
      const auto words = list_of(w[1]);
      const auto asked = list_of(w[3]);
      const bool named = std::ranges::all_of(words, [&](const std::string& word) {
        return std::ranges::find(narrative.words, word) != narrative.words.end();
      });
      if (named && narrative.posts == std::stol(w[2]) &&
          languages == std::set<std::string>(asked.begin(), asked.end())) {
        return true;
      }
      all += fmt::format("\n  {} posts in {}: {}", narrative.posts, fmt::join(languages, ", "),
                         fmt::join(narrative.words, ", "));
    }
    throw Wrong("the narratives are:" + all);
  }
  if (match(line, R"~(expect (\d+) narratives?)~", w)) {
    same(std::stoul(w[1]), stage_.talk().narratives(stage_.now(), kDay, {}).size(), "narratives");
  } else if (match(line, R"~(expect no copied text)~", w)) {
    same(std::size_t{0}, stage_.talk().copied_texts(stage_.now(), kDay, {}).size(), "copied texts");
  } else if (match(line, R"~(expect copied text by (\d+) people: (\d+) posts)~", w)) {
    const auto texts = stage_.talk().copied_texts(stage_.now(), kDay, {});
    same(std::size_t{1}, texts.size(), "copied texts");
    same(std::stol(w[1]), static_cast<long>(texts.front().authors), "people");
    same(std::stol(w[2]), static_cast<long>(texts.front().posts), "posts");
  } else {
    return false;
  }
  return true;
}

std::string told(const listen::Alert& alert) {
  return fmt::format("\n  {} {} from {} to {}, {} posts, expected {:.2f}, because {}", to_string(alert.kind),
                     alert.value, to_rfc3339(alert.from), to_rfc3339(alert.to), shown(alert.n), alert.expected,
                     boost::json::serialize(alert.reasons));
}

bool gives(const listen::Alert& alert, const std::string& code) {
  return std::ranges::any_of(alert.reasons, [&](const json::Value& reason) {
    return reason.is_object() && json::text(reason.as_object(), "code") == code;
  });
}

bool Scene::alerting(const std::string& line) {
  std::smatch w;
  const auto alerts = stage_.alerts();
  std::string all;
  for (const auto& alert : alerts) all += told(alert);
  const auto wrong = [&] { return Wrong(all.empty() ? "no alert was raised" : "the alerts are:" + all); };
  if (line == "expect no alert") {
    if (!alerts.empty()) throw wrong();
    return true;
  }
  if (match(line, R"~(expect (\d+) alerts?)~", w)) {
    if (alerts.size() != std::stoul(w[1])) throw wrong();
    return true;
  }
  const auto because = std::string{", because "} + R"~((\w+(?:, \w+)*))~";
  const auto raised = [&](listen::AlertKind kind, const std::string& value, listen::WatchId watch, Timestamp from,
                          const std::string& posts, double usual, const std::string& reasons) {
    const auto codes = list_of(reasons);
    return std::ranges::any_of(alerts, [&](const listen::Alert& alert) {
      return alert.kind == kind && alert.value == value && alert.watch == watch && alert.from == from &&
             shown(alert.n) == posts && alert.expected <= usual &&
             std::ranges::all_of(codes, [&](const std::string& code) { return gives(alert, code); });
    });
  };
  if (match(line,
            std::string{"expect burst"} + kOfWatch + " from " + kWhen +
                R"~(: (\d+) posts where at most (\d+) are usual)~" + because,
            w)) {
    if (!raised(listen::AlertKind::Burst, {}, stage_.watch(w[1]), time_of(w[2]), w[3], std::stod(w[4]), w[5])) {
      throw wrong();
    }
  } else if (match(line, R"~(expect the burst from )~" + std::string{kWhen} + R"~( in "([^"]+)"(?: and "([^"]+)")?)~",
                   w)) {
    // The watches it names, of whichever the figures are.
    std::vector<listen::WatchId> watches{stage_.watch(w[2])};
    if (w[3].matched) watches.push_back(stage_.watch(w[3]));
    std::ranges::sort(watches);
    const auto from = time_of(w[1]);
    if (!std::ranges::any_of(alerts, [&](const listen::Alert& alert) {
          return alert.kind == listen::AlertKind::Burst && alert.from == from && alert.watches == watches;
        })) {
      throw wrong();
    }
  } else if (match(line, std::string{R"~(expect new story)~"} + kOfWatch + R"~( by (\d+) people)~" + because, w)) {
    const auto watch = stage_.watch(w[1]);
    const auto people = std::stoll(w[2]);
    const auto codes = list_of(w[3]);
    if (!std::ranges::any_of(alerts, [&](const listen::Alert& alert) {
          return alert.kind == listen::AlertKind::Narrative && alert.watch == watch &&
                 std::ranges::all_of(codes, [&](const std::string& code) { return gives(alert, code); }) &&
                 std::ranges::any_of(alert.reasons, [&](const json::Value& reason) {
                   const auto* n = reason.as_object().if_contains("n");
                   return n != nullptr && n->to_number<std::int64_t>() == people;
                 });
        })) {
      throw wrong();
    }
  } else if (match(line,
                   std::string{R"~(expect silence of (?:language|country) ([\w-]+) from )~"} + kWhen +
                       R"~(: (\d+|withheld) posts where at most (\d+) are usual)~" + because,
                   w)) {
    if (!raised(listen::AlertKind::Silence, w[1], {}, time_of(w[2]), w[3], std::stod(w[4]), w[5])) throw wrong();
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  return chancery::test::play_file<Scene>(argc, argv);
}
