// Which statements stand for a group, and which all agree or disagree with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "opinion/counts.hpp"

namespace chancery::opinion {

struct Representative : Contrast {
  std::uint32_t statement = 0;
  Side side = Side::Agree;
  bool best_agree = false;  // chosen so that a group is known by something it wants
};

// At most five for a group, those it agrees with first. Statements with `left_out` set are passed over.
[[nodiscard]] std::vector<Representative> representative_statements(const GroupTallies& groups, std::size_t group,
                                                                    std::span<const std::uint8_t> left_out);

struct ConsensusStatement : Proportion {
  std::uint32_t statement = 0;
};
struct Consensus {
  std::vector<ConsensusStatement> agree;  // at most five each, the clearest first
  std::vector<ConsensusStatement> disagree;
};

// Over everybody who voted, in a group or not: more than half, and by a test of 90 %.
[[nodiscard]] Consensus consensus(std::span<const Tally> everybody, std::span<const std::uint8_t> left_out);

}  // namespace chancery::opinion
