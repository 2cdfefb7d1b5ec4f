// What a reader wants to know of a map: which statements unite the groups, and which divide them.
//
// Groups of fewer than ten people, and cells of fewer than ten votes, take no part: nobody can be picked out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "consult/analysis.hpp"
#include "consult/consultation.hpp"

namespace chancery::consult {

struct Share {
  std::uint32_t votes = 0;  // on that side
  std::uint32_t seen = 0;   // passes too
  [[nodiscard]] double value() const { return seen == 0 ? 0 : static_cast<double>(votes) / seen; }
};

// A statement in the groups; nothing where too few have seen it.
struct Finding {
  std::uint32_t statement = 0;
  opinion::Side side = opinion::Side::Agree;
  Share everybody;
  std::vector<std::optional<Share>> group;
  double measure = 0;  // by which it is here
};

struct Findings {
  std::vector<Finding> unites;      // three of five in every group on the same side; by the smallest share, descending
  std::vector<Finding> divides;     // by the difference between the largest and the smallest share that agrees
  std::size_t small_groups = 0;     // of fewer than ten people
  std::size_t seen_too_rarely = 0;  // statements some other group has seen less than ten times
  bool groups_compared = false;     // false: there are not two groups large enough
};

// Whether at least half of those in the group who saw a representative statement stand on its side. Polis, which wants
// to name one that each group agrees with, may name a side that few stand on: true of its lists, wrong in a sentence.
[[nodiscard]] inline bool can_be_said(const opinion::Representative& one) {
  return one.successes > 0 && 2 * one.successes >= one.trials;
}

[[nodiscard]] Findings find(const Consultation& consultation, const Analysis& analysis, std::size_t most);

// One statement as the tables show it.
[[nodiscard]] Finding shares_of(const Analysis& analysis, std::uint32_t statement, opinion::Side side);

}  // namespace chancery::consult
