#include "opinion/subgroups.hpp"

#include <utility>

namespace chancery::opinion {

Subgroups subgroups(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options,
                    std::span<const std::uint32_t> group_of_row, std::uint32_t group) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < group_of_row.size(); ++i) {
    if (group_of_row[i] == group) rows.push_back(i);
  }
  const auto members = votes.only(rows);
  const MapOptions own{.as_polis = options.as_polis, .seed = options.seed};
  auto map = draw_map(members, flags, own);
  auto tables = statistics(members, flags, map.group, map.k(), map.extremity);
  return {.row = std::move(rows), .map = std::move(map), .tables = std::move(tables)};
}

}  // namespace chancery::opinion
