// Ties from one category of accounts to another, beside what chance gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "measure/study.hpp"

namespace chancery::measure {

struct MixingCell {
  std::size_t from = 0, to = 0;  // places in Measures::Mixing::names
  std::uint64_t ties = 0;
  double share = 0;     // of the ties counted
  double expected = 0;  // the share if whom an account follows did not depend on the category: product of the margins
};

// A row for each pair of categories, in their order; where ties have no direction, each unordered pair once. None where
// no tie is counted.
[[nodiscard]] std::vector<MixingCell> mixing_matrix(const Study& study, const Measures::Mixing& mixing);

// More categories make no table that can be read: countries, as a rule.
inline constexpr std::size_t kMostShownCategories = 12;
[[nodiscard]] inline bool has_matrix(const Measures::Mixing& mixing) {
  return mixing.value.counted > 0 && mixing.names.size() > 1 && mixing.names.size() <= kMostShownCategories;
}

}  // namespace chancery::measure
