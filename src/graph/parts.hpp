// Numbering of the parts a graph falls into, so that it does not depend on how they were found.
#pragma once

#include <cstdint>
#include <vector>

namespace chancery::graph {

// `of` has any number below `parts` for each node. Renumbers by size, the largest part first, of the same size the one
// with the least node first; gives the sizes, descending. Numbers that no node has vanish.
[[nodiscard]] std::vector<std::uint32_t> renumber_by_size(std::vector<std::uint32_t>& of, std::uint32_t parts);

}  // namespace chancery::graph
