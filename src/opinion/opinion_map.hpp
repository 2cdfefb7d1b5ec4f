// The opinion map: who stands where, in which groups, by what they agree and disagree on.
//
// A pure function of the votes, the statements' flags and, for a warm start, the map before: the same input gives the
// same bytes on any machine. The reference is the mathematics of Polis; README.md says where and why we differ.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "opinion/components.hpp"
#include "opinion/grouping.hpp"
#include "opinion/projection.hpp"
#include "opinion/votes.hpp"

namespace chancery::opinion {

// One flag a column. Neither kind shapes the map; meta statements (about the participants, not the matter) keep their
// place in the tables.
struct StatementFlags {
  std::vector<std::uint8_t> moderated_out;
  std::vector<std::uint8_t> meta;

  // Moderated out, or meta.
  [[nodiscard]] std::vector<std::uint8_t> left_out() const;
};

struct MapOptions {
  bool as_polis = false;     // every convention of the reference, those we think wrong too
  std::uint32_t groups = 0;  // exactly so many; 0: 2 to 5, by the silhouette
  std::uint64_t seed = 0;    // of the start vectors
};

// What a warm start takes from the map before, on the present rows and columns.
struct EarlierMap {
  std::array<Component, 2> component;         // by column; 0 for new ones
  std::vector<std::uint8_t> in_conversation;  // by row
  EarlierGrouping grouping;                   // labels by row
};

struct OpinionMap {
  Components components;
  std::vector<Point> position;                // by row
  std::vector<Point> statement_position;      // by column
  std::vector<double> extremity;              // by column
  std::vector<std::uint8_t> in_conversation;  // by row
  std::vector<std::uint32_t> base;            // base cluster by row; kNoCluster below the threshold
  std::vector<std::uint32_t> group;           // by row, below grouping.k; kNoCluster below the threshold
  Grouping grouping;                          // its base labels are those of the rows in the conversation, in order
  std::size_t in_count = 0;
  bool enough = false;  // false: fewer than two places in the plane, one group, no map to show

  [[nodiscard]] std::uint32_t k() const { return grouping.k; }
  // What the next update starts from, as long as rows and columns are the same; new ones are appended with 0 or
  // kNoCluster.
  [[nodiscard]] EarlierMap as_earlier() const;
};

// O(votes) times the products of the components, besides the clusters of those in the conversation.
[[nodiscard]] OpinionMap draw_map(const VoteMatrix& votes, const StatementFlags& flags, const MapOptions& options,
                                  const EarlierMap* earlier = nullptr);

// What a participant counts as having voted on, for threshold and scale.
[[nodiscard]] ProjectionScale scale_of(const VoteMatrix& votes, std::span<const std::uint8_t> left_out, bool as_polis);

}  // namespace chancery::opinion
