// The map as a drawing: everybody in the conversation a mark, the groups by colour, shape and letter.
#pragma once

#include "consult/analysis.hpp"
#include "figure/svg.hpp"

namespace chancery::consult {

// Above some thousands of people the base clusters are drawn, each as large as it has members.
[[nodiscard]] figure::Svg draw_people(const Analysis& analysis);

}  // namespace chancery::consult
