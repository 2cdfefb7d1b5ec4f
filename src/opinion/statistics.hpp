// The tables beside the map: votes, representative statements, consensus, priorities.
#pragma once

#include <cstdint>
#include <vector>

#include "opinion/counts.hpp"
#include "opinion/opinion_map.hpp"
#include "opinion/representative.hpp"

namespace chancery::opinion {

struct StatementStatistics {
  Tally everybody;  // in a group or not
  double group_aware_consensus = 0;
  double lowest_group_agreement = 0;
  double priority = 0;
};

struct Statistics {
  GroupTallies tallies;
  std::vector<std::vector<Representative>> representative;  // by group
  std::vector<StatementStatistics> statement;               // by column
  Consensus consensus;
};

// `group`: one a row, below `groups`, or kNoCluster. O(votes + groups * columns).
[[nodiscard]] Statistics statistics(const VoteMatrix& votes, const StatementFlags& flags,
                                    std::span<const std::uint32_t> group, std::size_t groups,
                                    std::span<const double> extremity);

}  // namespace chancery::opinion
