// How far human coders agree, for each variable they coded.
#pragma once

#include <string>
#include <vector>

#include "measure/study_input.hpp"
#include "statistics/krippendorff.hpp"

namespace chancery::measure {

struct Reliability {
  std::string variable;
  std::string level;  // of the variable's first code
  std::size_t coders = 0;
  statistics::Agreement agreement;
};

// In the order of the variables' names.
[[nodiscard]] std::vector<Reliability> reliability(const std::vector<Code>& codes);

}  // namespace chancery::measure
