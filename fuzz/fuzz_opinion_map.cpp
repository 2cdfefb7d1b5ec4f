// Maps of any votes: no crash, nothing that is no number, as many groups as there are labels, and the same map whether
// votes come at once or in two parts.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "opinion/opinion_map.hpp"
#include "opinion/stability.hpp"
#include "opinion/statistics.hpp"
#include "opinion/subgroups.hpp"

namespace {

using namespace chancery::opinion;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

void require_sane(const OpinionMap& map) {
  std::vector<std::size_t> size(map.k());
  for (const Point& p : map.position) require(std::isfinite(p.x) && std::isfinite(p.y));
  for (const double e : map.extremity) require(std::isfinite(e));
  for (std::size_t i = 0; i < map.group.size(); ++i) {
    require((map.group[i] == kNoCluster) == (map.in_conversation[i] == 0));
    if (map.group[i] == kNoCluster) continue;
    require(map.group[i] < map.k());
    ++size[map.group[i]];
  }
  require(std::ranges::count(size, 0U) == 0);
}

}  // namespace

// Bytes: participants, statements, options, then three a vote.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || size > 4096) return 0;
  const std::size_t rows = 1 + (data[0] % 64U);
  const std::size_t columns = 1 + (data[1] % 48U);
  const MapOptions options{.as_polis = (data[2] & 1U) != 0, .groups = data[2] % 8U / 2, .seed = data[3]};
  StatementFlags flags{.moderated_out = std::vector<std::uint8_t>(columns), .meta = std::vector<std::uint8_t>(columns)};
  for (std::size_t j = 0; j < columns; ++j) {
    flags.moderated_out[j] = static_cast<std::uint8_t>(data[2] > 127 && (data[j % size] & 7U) == 1);
    flags.meta[j] = static_cast<std::uint8_t>(data[2] > 191 && (data[j % size] & 7U) == 2);
  }
  std::vector<Cast> casts;
  for (std::size_t at = 4; at + 2 < size; at += 3) {
    casts.push_back({.participant = static_cast<std::uint32_t>(data[at] % rows),
                     .statement = static_cast<std::uint32_t>(data[at + 1] % columns),
                     .vote = static_cast<Vote>((data[at + 2] % 3) - 1)});
  }
  const VoteMatrix votes(rows, columns, casts);
  const auto map = draw_map(votes, flags, options);
  require_sane(map);

  const auto half = std::span(casts).first(casts.size() / 2);
  const auto grown = VoteMatrix(rows, columns, half).with(rows, columns, std::span(casts).subspan(half.size()));
  require(draw_map(grown, flags, options).position == map.position);

  const auto tables = statistics(votes, flags, map.group, map.k(), map.extremity);
  for (const auto& row : tables.statement) {
    require(std::isfinite(row.priority) && row.priority > 0);
    require(row.group_aware_consensus > 0 && row.group_aware_consensus <= row.lowest_group_agreement);
  }
  for (const auto& list : tables.representative) {
    for (const auto& one : list) require(std::isfinite(one.metric()));
  }
  const auto before = map.as_earlier();
  require_sane(draw_map(votes, flags, options, &before));
  require(std::isfinite(stability(votes, flags, options, map, 2).overall));
  for (std::uint32_t g = 0; g < map.k(); ++g) require_sane(subgroups(votes, flags, options, map.group, g).map);
  return 0;
}
