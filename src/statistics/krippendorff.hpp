// Krippendorff's alpha: how far several coders agree beyond chance (Krippendorff 2011, "Computing Krippendorff's
// Alpha-Reliability"). Any number of coders, any of whom may have left units out.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace chancery::statistics {

enum class Level {
  Nominal,   // values are names: they agree or not
  Ordinal,   // values have an order, by their number
  Interval,  // differences of numbers mean something
};

struct Agreement {
  std::optional<double> alpha;  // none where fewer than two values could be paired, or all paired values are the same
  std::size_t units = 0;        // with at least two codes, the only ones that count
  std::size_t codes = 0;        // in those
  double observed = 0;          // disagreement, mean of squared distances
  double expected = 0;          // by chance
};

// `units` has for each unit one code a coder, in the coders' order; nothing where she left it out. Codes are finite.
// For names number them in any way.
[[nodiscard]] Agreement krippendorff(std::span<const std::vector<std::optional<double>>> units, Level level);

}  // namespace chancery::statistics
