// What an opinion map costs: a full one, a warm one after 1,000 new votes, and where one participant stands, on votes
// made here. Four leanings, each with a probability of agreeing to every statement; how many statements somebody saw is
// skewed as in real consultations.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <utility>
#include <vector>

#include "base/split_mix.hpp"
#include "opinion/opinion_map.hpp"
#include "opinion/statistics.hpp"

namespace {

using namespace chancery::opinion;

struct Size {
  std::uint32_t participants;
  std::uint32_t statements;
  std::uint32_t votes;
};

class Public {
 public:
  explicit Public(const Size& size) : size_(size), agrees_(std::size_t{kLeanings} * size.statements) {
    for (double& p : agrees_) p = 0.1 + (0.8 * random_.uniform());
  }

  Cast vote(std::uint32_t participant) {
    const std::uint32_t statement = random_.below(size_.statements);
    const std::uint32_t leaning = (participant * 2'654'435'761U) >> 30U;
    const double u = random_.uniform();
    const double agrees = agrees_[(std::size_t{leaning} * size_.statements) + statement];
    const Vote vote = random_.uniform() < 0.15 ? Vote::Pass : u < agrees ? Vote::Agree : Vote::Disagree;
    return {.participant = participant, .statement = statement, .vote = vote};
  }

  std::vector<Cast> everybody() {
    std::vector<Cast> casts;
    casts.reserve(size_.votes + size_.participants);
    const double mean = static_cast<double>(size_.votes) / size_.participants;
    for (std::uint32_t i = 0; i < size_.participants; ++i) {
      const double share = random_.uniform();
      const auto seen = static_cast<std::uint32_t>(mean * 3 * share * share);
      for (std::uint32_t n = 0; n <= seen; ++n) casts.push_back(vote(i));
    }
    return casts;
  }

  std::vector<Cast> later(std::size_t count) {
    std::vector<Cast> casts;
    for (std::size_t n = 0; n < count; ++n) casts.push_back(vote(random_.below(size_.participants)));
    return casts;
  }

 private:
  static constexpr std::uint32_t kLeanings = 4;
  Size size_;
  chancery::SplitMix64 random_{1};
  std::vector<double> agrees_;
};

// Processor time: one thread does it all.
template <class Run>
double seconds(int rounds, Run run) {
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const std::clock_t begin = std::clock();
    run();
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

void say(std::string_view what, double figure, std::string_view unit, std::string_view beside) {
  fmt::print("{{\"what\":\"{}\",\"figure\":{:.4g},\"unit\":\"{}\",\"beside\":\"{}\"}}\n", what, figure, unit, beside);
}

void measure(const Size& size, int rounds) {
  Public people(size);
  VoteMatrix votes(size.participants, size.statements, people.everybody());
  const StatementFlags flags{.moderated_out = std::vector<std::uint8_t>(size.statements),
                             .meta = std::vector<std::uint8_t>(size.statements)};
  const auto named = fmt::format("{} x {}, {} votes", size.participants, size.statements, votes.votes());
  OpinionMap map;
  const auto draw = [&](const EarlierMap* earlier) {
    map = draw_map(votes, flags, {.seed = 1}, earlier);
    const auto tables = statistics(votes, flags, map.group, map.k(), map.extremity);
    if (tables.statement.size() != size.statements) std::abort();
  };
  const double full = seconds(rounds, [&] { draw(nullptr); });
  say("opinion map, full", full, "s", fmt::format("{}: {} products, k {}", named, map.components.products, map.k()));
  const double warm = seconds(rounds, [&] {
    votes = votes.with(size.participants, size.statements, people.later(1'000));
    const auto before = map.as_earlier();
    draw(&before);
  });
  say("opinion map, warm after 1,000 new votes", warm, "s",
      fmt::format("{}: {} products, k {}", named, map.components.products, map.k()));
}

}  // namespace

int main() {
  measure({.participants = 10'000, .statements = 1'000, .votes = 200'000}, 5);
  measure({.participants = 100'000, .statements = 2'000, .votes = 4'000'000}, 3);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  say("memory at most", static_cast<double>(used.ru_maxrss) / 1024, "MB", "the votes' own list included");
  return 0;
}
