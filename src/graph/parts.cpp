#include "graph/parts.hpp"

#include <algorithm>
#include <tuple>

namespace chancery::graph {

std::vector<std::uint32_t> renumber_by_size(std::vector<std::uint32_t>& of, std::uint32_t parts) {
  struct Part {
    std::uint32_t size = 0;
    std::uint32_t least = 0;
    std::uint32_t number = 0;
  };
  std::vector<Part> found(parts);
  for (std::uint32_t number = 0; number < parts; ++number) found[number].number = number;
  for (std::uint32_t node = 0; node < of.size(); ++node) {
    Part& part = found[of[node]];
    if (part.size++ == 0) part.least = node;
  }
  std::erase_if(found, [](const Part& part) { return part.size == 0; });
  std::ranges::sort(
      found, [](const Part& a, const Part& b) { return std::tuple(b.size, a.least) < std::tuple(a.size, b.least); });
  std::vector<std::uint32_t> renumbered(parts);
  std::vector<std::uint32_t> sizes;
  sizes.reserve(found.size());
  for (const Part& part : found) {
    renumbered[part.number] = static_cast<std::uint32_t>(sizes.size());
    sizes.push_back(part.size);
  }
  for (std::uint32_t& number : of) number = renumbered[number];
  return sizes;
}

}  // namespace chancery::graph
