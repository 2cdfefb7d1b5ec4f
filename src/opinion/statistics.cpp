#include "opinion/statistics.hpp"

namespace chancery::opinion {

Statistics statistics(const VoteMatrix& votes, const StatementFlags& flags, std::span<const std::uint32_t> group,
                      std::size_t groups, std::span<const double> extremity) {
  const auto left_out = flags.left_out();
  const auto everybody = votes.tallies();
  Statistics result{.tallies = GroupTallies(votes, group, groups)};
  for (std::size_t g = 0; g < groups; ++g) {
    result.representative.push_back(representative_statements(result.tallies, g, left_out));
  }
  for (std::size_t j = 0; j < votes.columns(); ++j) {
    result.statement.push_back({.everybody = everybody[j],
                                .group_aware_consensus = group_aware_consensus(result.tallies, j),
                                .lowest_group_agreement = lowest_group_agreement(result.tallies, j),
                                .priority = priority(result.tallies.together(j), extremity[j], flags.meta[j] != 0)});
  }
  result.consensus = consensus(everybody, left_out);
  return result;
}

}  // namespace chancery::opinion
