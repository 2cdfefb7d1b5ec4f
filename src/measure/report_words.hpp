// Shares and ties as the report's sentences say them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "graph/census.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// "12.5 %", or `none` where the share has no denominator.
[[nodiscard]] std::string ratio_or(const graph::Share& share, std::string_view none);
// "3 mutual ties"; where ties have no direction, all are mutual: "3 ties".
[[nodiscard]] std::string mutual_ties(const Study& study, std::uint64_t count);
// The first, or the second where ties have no direction.
[[nodiscard]] std::string_view either(const Study& study, std::string_view directed, std::string_view undirected);

}  // namespace chancery::measure
