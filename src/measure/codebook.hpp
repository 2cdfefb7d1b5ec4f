// What the figures and columns of a study mean.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace chancery::measure {

// Terms and their meanings, in the order in which the report lists them.
[[nodiscard]] const std::vector<std::pair<std::string, std::string>>& codebook();

}  // namespace chancery::measure
