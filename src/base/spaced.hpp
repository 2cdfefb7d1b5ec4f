// Words of one column: " ar fr ", so that one of them is found as " ar ". None: "".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// Words hold no space.
[[nodiscard]] std::string between_spaces(const std::vector<std::string>& words);
[[nodiscard]] std::vector<std::string> from_between_spaces(std::string_view text);

}  // namespace chancery
