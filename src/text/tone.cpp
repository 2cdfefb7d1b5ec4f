#include "text/tone.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace chancery::text {
namespace {

constexpr std::size_t kDraws = 400;
constexpr int kRounds = 100;
constexpr std::uint64_t kSeed = 20;

using Shares = std::array<double, 3>;

// From the posterior of shares of which `counts` were seen, under a flat prior. Gamma by Marsaglia and Tsang (2000):
// the standard library's distributions differ from one library to the next.
class Dirichlet {
 public:
  Shares draw(const Shares& counts) {
    Shares shares{};
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += shares.at(k) = gamma(counts.at(k) + 1);
    for (double& share : shares) share /= sum;
    return shares;
  }

 private:
  double uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1.0p-53; }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }
  // `shape` is 1 or more.
  double gamma(double shape) {
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = normal();
      const double v = std::pow(1 + c * x, 3);
      if (v > 0 && std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
  }

  std::mt19937_64 random_{kSeed};
};

using Rates = std::array<Shares, 3>;  // by truth, of what was said

// The shares most likely to have been said as `said`, by expectation maximisation: never below 0, sum 1.
Shares most_likely(const Shares& said, const Rates& rates) {
  Shares shares{1.0 / 3, 1.0 / 3, 1.0 / 3};
  for (int round = 0; round < kRounds; ++round) {
    Shares next{};
    for (std::size_t j = 0; j < 3; ++j) {
      double all = 0;
      for (std::size_t i = 0; i < 3; ++i) all += shares.at(i) * rates.at(i).at(j);
      if (all <= 0) continue;
      for (std::size_t i = 0; i < 3; ++i) next.at(i) += said.at(j) * shares.at(i) * rates.at(i).at(j) / all;
    }
    const double sum = next[0] + next[1] + next[2];
    if (sum <= 0) return shares;
    for (std::size_t i = 0; i < 3; ++i) shares.at(i) = next.at(i) / sum;
  }
  return shares;
}

Shares as_shares(const std::array<std::uint64_t, 3>& counts) {
  return {static_cast<double>(counts[0]), static_cast<double>(counts[1]), static_cast<double>(counts[2])};
}

}  // namespace

std::array<double, 3> undo_confusion(const std::array<double, 3>& said, const Confusion& confusion) {
  Rates rates{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) rates.at(i).at(j) = confusion.rate(i, j);
  }
  return most_likely(said, rates);
}

ToneEstimate estimate_tone(std::span<const ToneCount> counts, const SentimentModel& model) {
  ToneEstimate estimate;
  std::array<std::vector<double>, 3> draws;
  for (auto& list : draws) list.assign(kDraws, 0);
  Dirichlet dirichlet;
  for (const ToneCount& count : counts) {
    const std::uint64_t texts = count.said[0] + count.said[1] + count.said[2];
    if (!model.covers(count.language)) {
      estimate.uncovered += texts;
      continue;
    }
    if (texts == 0) continue;
    estimate.texts += texts;
    const Confusion confusion = model.confusion(count.language);
    double right = 0;
    for (std::size_t i = 0; i < 3; ++i) right += confusion.counts.at(i).at(i);
    estimate.mistaken += static_cast<double>(texts) * (1 - right / std::max(confusion.n(), 1.0));
    const Shares said = as_shares(count.said);
    for (std::size_t draw = 0; draw < kDraws; ++draw) {
      Rates rates{};
      for (std::size_t i = 0; i < 3; ++i) rates.at(i) = dirichlet.draw(confusion.counts.at(i));
      const Shares drawn = most_likely(dirichlet.draw(said), rates);
      for (std::size_t k = 0; k < 3; ++k) draws.at(k)[draw] += drawn.at(k) * static_cast<double>(texts);
    }
  }
  if (estimate.texts == 0) return estimate;
  const auto all = static_cast<double>(estimate.texts);
  estimate.mistaken /= all;
  for (std::size_t k = 0; k < 3; ++k) {
    ToneShare& share = estimate.shares.at(k);
    auto& list = draws.at(k);
    std::sort(list.begin(), list.end());
    share.share = std::accumulate(list.begin(), list.end(), 0.0) / static_cast<double>(kDraws) / all;
    share.low = list[kDraws / 40] / all;
    share.high = list[kDraws - 1 - kDraws / 40] / all;
  }
  return estimate;
}

}  // namespace chancery::text
