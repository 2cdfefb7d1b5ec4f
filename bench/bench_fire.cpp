// Posts under fire: made-up streams of reactions to ordinary posts and to incidents, judged by trend/fire.hpp and,
// beside it, by volume alone.
//
// Real streams of reactions to the posts of embassies are not to be had: the shape of each incident (how the number
// grew, the share of the target's language, of new accounts and of copied text) is written after what was told of such
// cases, the numbers are drawn at random. So this measures whether the rule sees what it is meant to see, not how often
// the world makes it see. Prints the share of incidents seen, false alarms in a thousand ordinary posts, and the first
// age at which an incident was seen.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <random>
#include <string_view>
#include <vector>

#include "trend/counts.hpp"
#include "trend/fire.hpp"

namespace {

using chancery::trend::FireCounts;
using chancery::trend::FireLevel;
using chancery::trend::FireUsual;

constexpr std::array kAges{5, 15, 60};
constexpr std::size_t kHistory = 50;

// What an hour of a post brings: reactions in all, and the shares of them.
struct Shape {
  std::string_view name;
  double reactions = 20;
  double words = 0.2;    // of them, replies and quotes
  double target = 0;     // of texts
  double fresh = 0.005;  // of accounts
  double copied = 0.01;  // of texts
  double crisis = 0.002;
};

constexpr Shape kOrdinary{.name = "ordinary"};
constexpr Shape kPopular{.name = "popular", .reactions = 200, .words = 0.1};
constexpr std::array kIncidents{
    Shape{.name = "post in the target's language", .reactions = 120, .words = 0.7, .target = 0.6, .crisis = 0.1},
    Shape{.name = "inauthentic accounts", .reactions = 600, .words = 0.5, .target = 0.2, .fresh = 0.08, .copied = 0.15},
    Shape{.name = "small and foreign", .reactions = 40, .words = 0.8, .target = 0.7, .crisis = 0.2},
    Shape{.name = "copied outcry", .reactions = 80, .words = 0.9, .fresh = 0.05, .copied = 0.6, .crisis = 0.1},
    Shape{.name = "quoted to death", .reactions = 150, .words = 0.85, .target = 0.1, .crisis = 0.05},
    Shape{.name = "call for a boycott", .reactions = 90, .words = 0.6, .crisis = 0.4},
};

// Reactions arrive like 1 - exp(-t / 40 min); counts scatter by half.
FireCounts draw(const Shape& shape, int age, std::mt19937_64& random) {
  const auto expected = shape.reactions * (1 - std::exp(-age / 40.0)) / (1 - std::exp(-60 / 40.0));
  std::gamma_distribution<double> scatter(4, expected / 4);
  std::poisson_distribution<int> poisson(std::max(scatter(random), 1e-9));
  const auto all = poisson(random);
  const auto part = [&](double of, double share) {
    return static_cast<double>(std::binomial_distribution<int>(static_cast<int>(of), share)(random));
  };
  FireCounts counts;
  counts.texts = part(all, shape.words);
  counts.quotes = part(counts.texts, 0.25);
  counts.replies = counts.texts - counts.quotes;
  counts.likes = part(all - counts.texts, 0.7);
  counts.announces = all - counts.texts - counts.likes;
  counts.aged = all;
  counts.fresh = part(counts.aged, shape.fresh);
  counts.in_target = part(counts.texts, shape.target);
  counts.copied = part(counts.texts, shape.copied);
  counts.crisis = part(counts.texts, shape.crisis);
  return counts;
}

struct Past {
  std::vector<FireCounts> history;
  FireUsual everybody;
};

Past past_of(int age, std::mt19937_64& random) {
  Past past;
  for (std::size_t i = 0; i < kHistory; ++i)
    past.history.push_back(draw(i % 10 == 0 ? kPopular : kOrdinary, age, random));
  past.everybody = {draw(kOrdinary, age, random), 500};
  return past;
}

FireLevel level_of(const Shape& shape, int age, std::mt19937_64& random) {
  const auto past = past_of(age, random);
  return judge(draw(shape, age, random), past.history, past.everybody, 1).level;
}

// The plain rule beside it: four standard deviations above the mean of the past.
bool volume_alone(const Shape& shape, int age, std::mt19937_64& random) {
  const auto past = past_of(age, random);
  double mean = 0;
  for (const auto& one : past.history) mean += one.all() / kHistory;
  double variance = 0;
  for (const auto& one : past.history) variance += (one.all() - mean) * (one.all() - mean) / (kHistory - 1);
  const auto now = draw(shape, age, random).all();
  return now >= 10 && now > mean + 4 * std::sqrt(variance + 1);
}

void print(std::string_view what, double figure, std::string_view unit, std::string_view beside) {
  fmt::print(R"({{"what":"{}","figure":{:.3f},"unit":"{}","beside":"{}"}})"
             "\n",
             what, figure, unit, beside);
}

}  // namespace

int main() {
  constexpr int kRounds = 400;
  std::mt19937_64 random(7);
  for (const auto& shape : kIncidents) {
    int seen = 0;
    int by_volume = 0;
    double first = 0;
    for (int round = 0; round < kRounds; ++round) {
      bool found = false;
      bool found_by_volume = false;
      for (const auto age : kAges) {
        if (!found && level_of(shape, age, random) >= FireLevel::Grave) {
          found = true;
          first += age;
        }
        found_by_volume = found_by_volume || volume_alone(shape, age, random);
      }
      seen += found ? 1 : 0;
      by_volume += found_by_volume ? 1 : 0;
    }
    print(fmt::format("incident seen: {}", shape.name), static_cast<double>(seen) / kRounds, "share",
          fmt::format("volume alone {:.3f}; first at {:.0f} min", static_cast<double>(by_volume) / kRounds,
                      seen > 0 ? first / seen : 0));
  }
  for (const auto& shape : {kOrdinary, kPopular}) {
    int grave = 0;
    int loud = 0;
    int by_volume = 0;
    for (int round = 0; round < 10 * kRounds; ++round) {
      FireLevel worst = FireLevel::None;
      bool volume = false;
      for (const auto age : kAges) {
        worst = std::max(worst, level_of(shape, age, random));
        volume = volume || volume_alone(shape, age, random);
      }
      grave += worst >= FireLevel::Grave ? 1 : 0;
      loud += worst == FireLevel::Loud ? 1 : 0;
      by_volume += volume ? 1 : 0;
    }
    print(fmt::format("false alarms: {} posts", shape.name), 1'000.0 * grave / (10 * kRounds), "grave in 1000",
          fmt::format("loud {:.1f}, volume alone {:.1f}", 1'000.0 * loud / (10 * kRounds),
                      1'000.0 * by_volume / (10 * kRounds)));
  }
}
