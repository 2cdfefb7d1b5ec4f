// The votes of each group, and the tests of proportions the tables are made from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "opinion/votes.hpp"

namespace chancery::opinion {

enum class Side { Agree, Disagree };

// 90 % of a standard normal variable lie below.
constexpr double kZ90 = 1.2816;

// Votes by group and statement, raw: moderation and threshold change nothing here.
class GroupTallies {
 public:
  GroupTallies() = default;
  // `group`: one a row, kNoCluster for those in none. O(votes).
  GroupTallies(const VoteMatrix& votes, std::span<const std::uint32_t> group, std::size_t groups);

  [[nodiscard]] std::size_t groups() const { return groups_; }
  [[nodiscard]] std::size_t statements() const { return statements_; }
  [[nodiscard]] const Tally& of(std::size_t group, std::size_t statement) const {
    return tally_[(group * statements_) + statement];
  }
  // Of all groups together, and of all but one.
  [[nodiscard]] Tally together(std::size_t statement) const;
  [[nodiscard]] Tally others(std::size_t group, std::size_t statement) const;

 private:
  std::size_t groups_ = 0;
  std::size_t statements_ = 0;
  std::vector<Tally> tally_;
};

// One side of one statement in one group.
struct Proportion {
  std::uint32_t successes = 0;
  std::uint32_t trials = 0;  // seen, passes too
  double p = 0;              // (successes + 1) / (trials + 2)
  double p_test = 0;         // z of p above one half
};

// The same beside the others.
struct Contrast : Proportion {
  double r = 0;       // p over that of the others
  double r_test = 0;  // z of the difference of the two proportions

  [[nodiscard]] double metric() const { return r * r_test * p * p_test; }
};

[[nodiscard]] Proportion proportion(const Tally& tally, Side side);
[[nodiscard]] Contrast contrast(const Tally& own, const Tally& others, Side side);

// The product over groups of (agrees + 1) / (seen + 2): high only where every group agrees, and the lower the more
// groups there are.
[[nodiscard]] double group_aware_consensus(const GroupTallies& groups, std::size_t statement);
// The smallest of those factors: comparable between maps of different numbers of groups.
[[nodiscard]] double lowest_group_agreement(const GroupTallies& groups, std::size_t statement);

// How much the routing of statements to people wants more votes on this one. Meta statements have a constant.
[[nodiscard]] double priority(const Tally& together, double extremity, bool meta);

}  // namespace chancery::opinion
