// Groups inside a group, by the same method on the votes of its members alone.
#pragma once

#include <cstdint>
#include <vector>

#include "opinion/opinion_map.hpp"
#include "opinion/statistics.hpp"

namespace chancery::opinion {

struct Subgroups {
  std::vector<std::uint32_t> row;  // of the whole matrix, of each row of `map`
  OpinionMap map;
  Statistics tables;  // a sub-group beside the rest of its group
};

// The map of the members of `group`. Fewer than two places among them: one sub-group.
[[nodiscard]] Subgroups subgroups(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options,
                                  std::span<const std::uint32_t> group_of_row, std::uint32_t group);

}  // namespace chancery::opinion
