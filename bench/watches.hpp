// Two thousand watches of twenty terms, as a ministry with a desk for every country might keep them. Made here, always
// the same.
#pragma once

#include <string>
#include <vector>

namespace chancery::bench {

// For each country eight watches in eight languages: its names, its institutions and what is said of it, together with
// a word of diplomacy, without sport and cooking.
[[nodiscard]] std::vector<std::string> make_watches();

}  // namespace chancery::bench
