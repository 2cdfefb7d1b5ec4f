// Counts and shares as the report's sentences say them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "graph/census.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// "1 account", "2,040 accounts".
[[nodiscard]] std::string plural(std::uint64_t count, std::string_view one, std::string_view many);
// "12.5 %", or `none` where the share has no denominator.
[[nodiscard]] std::string ratio_or(const graph::Share& share, std::string_view none);
// "3 mutual ties"; where ties have no direction, all are mutual: "3 ties".
[[nodiscard]] std::string mutual_ties(const Study& study, std::uint64_t count);

}  // namespace chancery::measure
