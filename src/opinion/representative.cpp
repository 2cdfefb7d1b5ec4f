#include "opinion/representative.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace chancery::opinion {
namespace {

constexpr std::size_t kMostShown = 5;

struct Sides {
  std::uint32_t statement = 0;
  Contrast agree;
  Contrast disagree;

  [[nodiscard]] bool sufficient() const {
    return (agree.r_test > kZ90 && agree.p_test > kZ90) || (disagree.r_test > kZ90 && disagree.p_test > kZ90);
  }
  [[nodiscard]] double larger_test() const { return std::max(agree.r_test, disagree.r_test); }
  [[nodiscard]] bool anyone_took_sides() const { return agree.successes + disagree.successes > 0; }

  [[nodiscard]] Representative shown() const {
    const bool agrees = agree.r_test > disagree.r_test;
    return {agrees ? agree : disagree, statement, agrees ? Side::Agree : Side::Disagree};
  }
};

// Whether this takes the place of the best statement to agree with found so far.
bool agrees_better(const Contrast& next, const std::optional<Contrast>& current) {
  if (current && current->r > 1) return next.metric() > current->metric();
  if (current) return next.p * next.p_test > current->p * current->p_test;
  return next.p_test > kZ90 || (next.r > 1 && next.p > 0.5);
}

bool is_statement_left_out(std::span<const std::uint8_t> left_out, std::size_t statement) {
  return !left_out.empty() && left_out[statement] != 0;
}

struct Scan {
  std::vector<Sides> sufficient;
  std::optional<Sides> best;
  std::optional<Sides> best_agree;
};

Scan scan(const GroupTallies& groups, std::size_t group, std::span<const std::uint8_t> left_out) {
  Scan found;
  std::optional<Contrast> agreed;
  for (std::uint32_t j = 0; j < groups.statements(); ++j) {
    if (is_statement_left_out(left_out, j)) continue;
    const Tally& own = groups.of(group, j);
    const Tally others = groups.others(group, j);
    const Sides sides{j, contrast(own, others, Side::Agree), contrast(own, others, Side::Disagree)};
    if (sides.sufficient()) {
      found.sufficient.push_back(sides);
    } else if (found.sufficient.empty() && (!found.best || sides.larger_test() > found.best->larger_test())) {
      found.best = sides;
    }
    if (sides.anyone_took_sides() && agrees_better(sides.agree, agreed)) {
      agreed = sides.agree;
      found.best_agree = sides;
    }
  }
  return found;
}

}  // namespace

std::vector<Representative> representative_statements(const GroupTallies& groups, std::size_t group,
                                                      std::span<const std::uint8_t> left_out) {
  const Scan found = scan(groups, group, left_out);
  std::vector<Representative> shown;
  if (found.best_agree) {
    shown.push_back(found.best_agree->shown());
    shown.back().best_agree = true;
  }
  if (found.sufficient.empty()) {
    if (shown.empty() && found.best) shown.push_back(found.best->shown());
    return shown;
  }
  std::vector<Representative> sufficient;
  for (const Sides& sides : found.sufficient) {
    if (!found.best_agree || sides.statement != found.best_agree->statement) sufficient.push_back(sides.shown());
  }
  std::ranges::stable_sort(sufficient, std::ranges::greater{}, &Representative::metric);
  shown.insert(shown.end(), sufficient.begin(), sufficient.end());
  if (shown.size() > kMostShown) shown.resize(kMostShown);
  std::ranges::stable_partition(shown, [](const Representative& r) { return r.side == Side::Agree; });
  return shown;
}

Consensus consensus(std::span<const Tally> everybody, std::span<const std::uint8_t> left_out) {
  const auto on = [&](Side side) {
    std::vector<ConsensusStatement> clear;
    for (std::uint32_t j = 0; j < everybody.size(); ++j) {
      if (is_statement_left_out(left_out, j)) continue;
      const ConsensusStatement one{proportion(everybody[j], side), j};
      if (one.p > 0.5 && one.p_test > kZ90) clear.push_back(one);
    }
    std::ranges::stable_sort(clear, std::ranges::greater{},
                             [](const ConsensusStatement& one) { return one.p * one.p_test; });
    if (clear.size() > kMostShown) clear.resize(kMostShown);
    return clear;
  };
  return {.agree = on(Side::Agree), .disagree = on(Side::Disagree)};
}

}  // namespace chancery::opinion
