// How sure the groups are: the map drawn again for other samples of the same public.
//
// Each run draws as many participants as there are, with replacement, makes the components and the groups of those, and
// then places everybody in the conversation. What the people of a group have in common in the published map is held
// against how often they are together in the runs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "opinion/opinion_map.hpp"

namespace chancery::opinion {

struct Stability {
  std::size_t runs = 0;
  double same_k = 0;                   // share of runs with as many groups as the map
  std::vector<std::size_t> runs_by_k;  // index k; as long as the largest k met
  std::vector<double> together;        // by row: mean share of its group that it is with; 0 below the threshold
  std::vector<double> group;           // by group: mean of that over its members
  double overall = 0;                  // mean over everybody in the conversation
};

// How a reader may take it.
enum class Certainty { Firm, Fair, Loose };
// Firm: together in nine of ten runs, and as many groups in eight of ten. Fair: three of four, and half. Else loose.
[[nodiscard]] Certainty certainty(const Stability& stability);
[[nodiscard]] std::string_view certainty_word(Certainty certainty);

// As many runs as the votes allow in a few seconds: 100 for a small conversation, 10 for millions of votes.
[[nodiscard]] std::size_t usual_runs(std::size_t votes);

// The same votes, flags and options the map was drawn with.
[[nodiscard]] Stability stability(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options,
                                  const OpinionMap& map, std::size_t runs);

}  // namespace chancery::opinion
