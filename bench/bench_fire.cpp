// Posts under fire: thirteen incidents that became a matter between states, each with ordinary posts of the same
// account, judged by trend/fire.hpp and, beside it, by volume alone and by crisis words alone.
//
// What was posted when, and when an official of the other side first answered, is as newspapers told it; most tell the
// day alone, so hours are counted short: "the same day" as three hours, "the next day" as ten. The REACTIONS ARE MADE
// UP: real streams of reactions to such posts are not to be had. How many an account usually draws, how many more this
// once, in which language and words, is written by hand after what was told of each case, and the numbers are drawn at
// random; so this measures whether the rule sees what it is meant to see, not how often the world makes it see. The
// first answer of an official is no signal here: it is what the others are to come before.
//
// Prints precision of the five surest alerts and of all, recall, false alarms in a thousand ordinary posts, and the
// lead before the official. One post in eleven is an incident.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "trend/counts.hpp"
#include "trend/fire.hpp"

namespace {

using chancery::trend::FireCounts;
using chancery::trend::FireEvidence;
using chancery::trend::FireLevel;
using chancery::trend::FireUsual;

constexpr std::array kAges{5, 15, 60};
constexpr std::size_t kHistory = 50;
constexpr std::size_t kQuiet = 10;  // posts beside each incident
constexpr int kRounds = 100;
constexpr std::size_t kSurest = 5;

// What the first hour of a post brings: reactions in all, and the shares of them.
struct Shape {
  double reactions = 20;
  double words = 0.2;       // of them, replies and quotes
  double target = 0;        // of texts, in the language of the country spoken of
  double fresh = 0.005;     // of accounts
  double copied = 0.01;     // of texts
  double crisis = 0.002;    // of texts
  double half_hours = 1.5;  // how much of the hour's rise comes early: 1 - exp(-half_hours)
};

struct Incident {
  std::string_view what;
  double usual;         // reactions in an hour to a post of this account
  double usual_target;  // of texts, in the language of the country spoken of
  Shape shape;          // of this post; `reactions` as a multiple of what is usual
  int official;         // minutes until an official of the other side answered, counted short
};

constexpr std::array kIncidents{
    Incident{"Aug 2018, embassy's post in Arabic, Riyadh", 20, 0.3, {3, 0.6, 0.8, 0.02, 0.05, 0.06, 1}, 12 * 60},
    Incident{"30 Nov 2020, spokesman's picture of a soldier", 800, 0.35, {8, 0.6, 0.5, 0.08, 0.25, 0.06}, 3 * 60},
    Incident{"18 Oct 2021, joint statement of ten embassies", 40, 0.5, {2.5, 0.6, 0.75, 0.01, 0.05, 0.08, 0.5}, 600},
    Incident{"3 May 2021, minister's private account", 300, 0.02, {5, 0.3, 0.03, 0.01, 0.02, 0.02}, 600},
    Incident{"6 Apr 2021, embassy names politicians, Ankara", 15, 0.6, {20, 0.8, 0.9, 0.02, 0.1, 0.1}, 3 * 60},
    Incident{"14 Aug 2016, minister on another state's court", 100, 0.02, {4, 0.6, 0.4, 0.02, 0.05, 0.05, 1}, 600},
    Incident{"18 Mar 2020, deputy passes a thread on", 3000, 0, {2, 0.25, 0, 0.01, 0.01, 0.01}, 3 * 60},
    Incident{"4 Apr 2020, minister's joke on an accent", 1500, 0, {2, 0.3, 0.01, 0.01, 0.01, 0.02}, 34 * 60},
    Incident{"Jan 2024, deputy ministers on a visit", 30, 0.05, {30, 0.8, 0.6, 0.02, 0.1, 0.2, 1}, 600},
    Incident{"12 Mar 2020, spokesman on an army", 500, 0.35, {10, 0.4, 0.6, 0.04, 0.08, 0.03}, 600},
    Incident{"26 Jan 2017, president on a meeting", 30000, 0.03, {1.2, 0.4, 0.1, 0.01, 0.02, 0.01}, 3 * 60},
    Incident{"19 Mar 2021, embassy insults a scholar, Paris", 40, 0.6, {4, 0.8, 0.85, 0.01, 0.02, 0.05, 0.7}, 58 * 60},
    Incident{"8 Nov 2025, consul threatens, Osaka", 200, 0.5, {6, 0.6, 0.8, 0.02, 0.05, 0.12}, 600},
};

Shape usual_shape(const Incident& of) {
  return {.reactions = of.usual, .target = of.usual_target};
}

// Of ten ordinary posts one is loved by many, and one quarrelled about at home.
Shape quiet_shape(const Incident& of, std::size_t number) {
  auto shape = usual_shape(of);
  if (number % 10 == 3) return shape.reactions *= 6, shape.words = 0.1, shape;
  if (number % 10 == 7) return shape.reactions *= 3, shape.words = 0.5, shape.crisis = 0.02, shape;
  return shape;
}

Shape incident_shape(const Incident& of) {
  auto shape = of.shape;
  shape.reactions *= of.usual;
  return shape;
}

using Hour = std::array<FireCounts, kAges.size()>;

// Counts scatter by half; what had come by an age is part of what comes by the next.
Hour draw(const Shape& shape, std::mt19937_64& random) {
  std::gamma_distribution<double> scatter(4, shape.reactions / 4);
  const auto hour = std::poisson_distribution<int>(std::max(scatter(random), 1e-9))(random);
  Hour counts;
  int before = 0;
  double grown = 0;
  for (std::size_t i = 0; i < kAges.size(); ++i) {
    const auto by = (1 - std::exp(-shape.half_hours * kAges[i] / 60)) / (1 - std::exp(-shape.half_hours));
    const auto rest = std::max(1 - grown, 1e-12);
    const auto now = std::binomial_distribution<int>(hour - before, std::clamp((by - grown) / rest, 0.0, 1.0))(random);
    before += now;
    grown = by;
    const auto part = [&](double of, double share) {
      return static_cast<double>(std::binomial_distribution<int>(static_cast<int>(of), share)(random));
    };
    FireCounts& at = counts[i];
    if (i > 0) at = counts[i - 1];
    const auto texts = part(now, shape.words);
    const auto quotes = part(texts, 0.25);
    const auto likes = part(now - texts, 0.7);
    at.texts += texts;
    at.quotes += quotes;
    at.replies += texts - quotes;
    at.likes += likes;
    at.announces += now - texts - likes;
    at.aged += now;
    at.fresh += part(now, shape.fresh);
    at.in_target += part(texts, shape.target);
    at.copied += part(texts, shape.copied);
    at.crisis += part(texts, shape.crisis);
  }
  return counts;
}

// What an account's posts drew before, by age.
struct Past {
  std::array<std::vector<FireCounts>, kAges.size()> history;
  std::array<FireUsual, kAges.size()> everybody;
};

Past past_of(const Incident& of, std::mt19937_64& random) {
  Past past;
  for (std::size_t i = 0; i < kHistory; ++i) {
    const auto hour = draw(quiet_shape(of, i), random);
    for (std::size_t age = 0; age < kAges.size(); ++age) past.history[age].push_back(hour[age]);
  }
  for (auto& usual : past.everybody) usual.marks = 500;
  const auto hour = draw({.reactions = 100}, random);
  for (std::size_t age = 0; age < kAges.size(); ++age) past.everybody[age].mean = hour[age];
  return past;
}

// What a judge says of one post at one age: 0: nothing; the higher, the surer.
using Judge = double (*)(const FireCounts& now, const std::vector<FireCounts>& history, const FireUsual& everybody);

double by_fire(const FireCounts& now, const std::vector<FireCounts>& history, const FireUsual& everybody) {
  const auto verdict = judge(now, history, everybody, 1);
  if (verdict.level < FireLevel::Grave) return 0;
  double sum = 0;
  for (const FireEvidence& one : verdict.evidence) sum += one.fires ? std::min(one.surprise, 20.0) : 0;
  return 1 + sum;
}

// Four standard deviations above the mean of the past.
double by_volume(const FireCounts& now, const std::vector<FireCounts>& history, const FireUsual&) {
  double mean = 0;
  for (const auto& one : history) mean += one.all() / kHistory;
  double variance = 0;
  for (const auto& one : history) variance += (one.all() - mean) * (one.all() - mean) / (kHistory - 1);
  const auto z = (now.all() - mean) / std::sqrt(variance + 1);
  return now.all() >= 10 && z > 4 ? z : 0;
}

// Three texts with a word of a quarrel, and one in twenty.
double by_words(const FireCounts& now, const std::vector<FireCounts>&, const FireUsual&) {
  return now.crisis >= 3 && now.crisis >= 0.05 * now.texts ? now.crisis : 0;
}

struct Told {
  double sure = 0;
  int age = 0;  // at which it was told first
};

Told told_by(Judge judge, const Hour& hour, const Past& past) {
  Told told;
  for (std::size_t age = 0; age < kAges.size(); ++age) {
    const auto sure = judge(hour[age], past.history[age], past.everybody[age]);
    if (sure > 0 && told.age == 0) told.age = kAges[age];
    told.sure = std::max(told.sure, sure);
  }
  return told;
}

struct Tally {
  double at_k = 0;
  std::array<int, kIncidents.size()> seen{};
  int false_alarms = 0;
  std::vector<double> lead;  // minutes, of each incident that was told
  std::vector<double> age;
};

void play_round(Judge judge, std::uint64_t seed, Tally& tally) {
  std::mt19937_64 random(seed);
  struct Ranked {
    double sure;
    bool incident;
  };
  std::vector<Ranked> ranked;
  for (std::size_t i = 0; i < kIncidents.size(); ++i) {
    const auto& incident = kIncidents[i];
    const auto past = past_of(incident, random);
    const auto told = told_by(judge, draw(incident_shape(incident), random), past);
    ranked.push_back({told.sure, true});
    if (told.sure > 0) {
      ++tally.seen[i];
      tally.lead.push_back(incident.official - told.age);
      tally.age.push_back(told.age);
    }
    for (std::size_t quiet = 0; quiet < kQuiet; ++quiet) {
      const auto other = told_by(judge, draw(quiet_shape(incident, quiet), random), past);
      ranked.push_back({other.sure, false});
      tally.false_alarms += other.sure > 0 ? 1 : 0;
    }
  }
  std::ranges::stable_sort(ranked, std::greater{}, &Ranked::sure);
  double right = 0;
  for (std::size_t i = 0; i < kSurest; ++i) right += ranked[i].incident && ranked[i].sure > 0 ? 1 : 0;
  tally.at_k += right / kSurest / kRounds;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

void print(std::string_view what, double figure, std::string_view unit, std::string_view beside) {
  fmt::print(R"({{"what":"{}","figure":{:.3f},"unit":"{}","beside":"{}"}})"
             "\n",
             what, figure, unit, beside);
}

void print(std::string_view name, const Tally& tally) {
  double seen = 0;
  for (const int one : tally.seen) seen += one;
  print(fmt::format("fire, {}: precision of the {} surest", name, kSurest), tally.at_k, "share",
        fmt::format("of all told {:.3f}", seen / std::max(seen + tally.false_alarms, 1.0)));
  print(fmt::format("fire, {}: recall", name), seen / (kIncidents.size() * kRounds), "share", "");
  print(fmt::format("fire, {}: false alarms", name),
        1'000.0 * tally.false_alarms / (kIncidents.size() * kQuiet * kRounds), "in 1000 ordinary posts", "");
  print(fmt::format("fire, {}: lead before the official, median", name), median(tally.lead) / 60, "h",
        fmt::format("told at {:.0f} min, median", median(tally.age)));
}

}  // namespace

int main() {
  Tally fire;
  Tally volume;
  Tally words;
  for (std::uint64_t round = 0; round < kRounds; ++round) {  // the same posts before all three
    play_round(by_fire, 7 + round, fire);
    play_round(by_volume, 7 + round, volume);
    play_round(by_words, 7 + round, words);
  }
  print("this rule", fire);
  print("volume alone", volume);
  print("crisis words alone", words);
  for (std::size_t i = 0; i < kIncidents.size(); ++i) {
    print(fmt::format("incident seen: {}", kIncidents[i].what), static_cast<double>(fire.seen[i]) / kRounds, "share",
          fmt::format("volume alone {:.2f}, crisis words alone {:.2f}", static_cast<double>(volume.seen[i]) / kRounds,
                      static_cast<double>(words.seen[i]) / kRounds));
  }
}
