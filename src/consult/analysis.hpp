// Everything a consultation is asked: its map, its tables, how sure it is, groups within groups.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "consult/consultation.hpp"
#include "opinion/opinion_map.hpp"
#include "opinion/stability.hpp"
#include "opinion/statistics.hpp"
#include "opinion/subgroups.hpp"

namespace chancery::consult {

// Fewer people than this and no figure of a statement is shown for them: who they are might be guessed.
constexpr std::size_t kSmallestCell = 10;

struct AnalysisOptions {
  bool as_polis = false;
  std::uint32_t groups = 0;  // exactly so many; 0: 2 to 5, by the silhouette
  std::uint64_t seed = 0;
  std::optional<std::size_t> runs;  // of the samples for stability; nothing: as many as the votes allow
};

struct Analysis {
  opinion::MapOptions options;
  opinion::OpinionMap map;
  opinion::Statistics tables;
  opinion::Stability stability;
  std::vector<opinion::Subgroups> subgroups;  // by group
  std::array<double, 2> explained{};          // share of the variation of the votes each component holds
  double seconds = 0;                         // of map and tables
  double stability_seconds = 0;

  // Members by group.
  [[nodiscard]] std::vector<std::size_t> group_sizes() const;
};

// The start of the random numbers, where none is asked for: the same for every consultation, below 2^53.
[[nodiscard]] std::uint64_t usual_seed();

[[nodiscard]] Analysis analyse(const Consultation& consultation, const AnalysisOptions& options,
                               const opinion::EarlierMap* earlier = nullptr);

// "A", "B", …; past Z "27", "28", …
[[nodiscard]] std::string group_name(std::size_t group);

}  // namespace chancery::consult
