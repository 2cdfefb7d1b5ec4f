#include "opinion/counts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "opinion/k_means.hpp"

namespace chancery::opinion {
namespace {

std::uint32_t on_side(const Tally& tally, Side side) {
  return side == Side::Agree ? tally.agree : tally.disagree;
}

double raised(std::uint32_t successes, std::uint32_t trials) {
  return (successes + 1.0) / (trials + 2.0);
}

// z of the difference of two proportions, each with one success more.
double two_proportions(std::uint32_t successes, std::uint32_t trials, std::uint32_t successes2, std::uint32_t trials2) {
  const double a = successes + 1.0;
  const double n = trials + 1.0;
  const double a2 = successes2 + 1.0;
  const double n2 = trials2 + 1.0;
  const double pooled = (a + a2) / (n + n2);
  if (pooled == 1) return 0;
  return ((a / n) - (a2 / n2)) / std::sqrt(pooled * (1 - pooled) * ((1 / n) + (1 / n2)));
}

// 2^(-n/5), by the elementary operations.
double two_to_minus_fifths(std::uint32_t n) {
  static constexpr std::array<double, 5> kFifths = {1, 0.87055056329612413914, 0.75785828325519910512,
                                                    0.65975395538644713039, 0.57434917749851755014};
  return std::ldexp(kFifths[n % 5], -static_cast<int>(std::min<std::uint32_t>(n / 5, 2000)));
}

}  // namespace

GroupTallies::GroupTallies(const VoteMatrix& votes, std::span<const std::uint32_t> group, std::size_t groups)
    : groups_(groups), statements_(votes.columns()), tally_(groups * votes.columns()) {
  std::vector<std::uint32_t> counts(tally_.size() * kVoteKinds);
  for (std::size_t i = 0; i < votes.rows(); ++i) {
    if (group[i] == kNoCluster) continue;
    auto* const of = counts.data() + (group[i] * statements_ * kVoteKinds);
    for (const Cell cell : votes.row(i)) ++of[cell];
  }
  for (std::size_t k = 0; k < tally_.size(); ++k) {
    const auto* const of = &counts[k * kVoteKinds];
    tally_[k] = {.disagree = of[0], .pass = of[1], .agree = of[2]};
  }
}

Tally GroupTallies::together(std::size_t statement) const {
  return others(groups_, statement);
}

Tally GroupTallies::others(std::size_t group, std::size_t statement) const {
  Tally sum;
  for (std::size_t g = 0; g < groups_; ++g) {
    if (g == group) continue;
    const Tally& t = of(g, statement);
    sum.disagree += t.disagree;
    sum.pass += t.pass;
    sum.agree += t.agree;
  }
  return sum;
}

Proportion proportion(const Tally& tally, Side side) {
  const std::uint32_t successes = on_side(tally, side);
  const std::uint32_t trials = tally.seen();
  const double n = trials + 1.0;
  return {.successes = successes,
          .trials = trials,
          .p = raised(successes, trials),
          .p_test = 2 * std::sqrt(n) * (((successes + 1.0) / n) - 0.5)};
}

Contrast contrast(const Tally& own, const Tally& others, Side side) {
  Contrast result{proportion(own, side)};
  const std::uint32_t beside = on_side(others, side);
  result.r = result.p / raised(beside, others.seen());
  result.r_test = two_proportions(result.successes, result.trials, beside, others.seen());
  return result;
}

double group_aware_consensus(const GroupTallies& groups, std::size_t statement) {
  double product = 1;
  for (std::size_t g = 0; g < groups.groups(); ++g) {
    const Tally& tally = groups.of(g, statement);
    product *= raised(tally.agree, tally.seen());
  }
  return product;
}

double lowest_group_agreement(const GroupTallies& groups, std::size_t statement) {
  double lowest = 1;
  for (std::size_t g = 0; g < groups.groups(); ++g) {
    const Tally& tally = groups.of(g, statement);
    lowest = std::min(lowest, raised(tally.agree, tally.seen()));
  }
  return lowest;
}

double priority(const Tally& together, double extremity, bool meta) {
  constexpr double kMeta = 7;
  const double passed = raised(together.pass, together.seen());
  const double agreed = raised(together.agree, together.seen());
  const double novelty = 1 + (8 * two_to_minus_fifths(together.seen()));
  const double weight = meta ? kMeta : (1 - passed) * (extremity + 1) * agreed * novelty;
  return weight * weight;
}

}  // namespace chancery::opinion
