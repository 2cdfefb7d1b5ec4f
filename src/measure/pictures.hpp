// A study's pictures. Accounts without an office are dots without a name, or not drawn one by one at all.
#pragma once

#include <cstddef>
#include <optional>

#include "figure/svg.hpp"
#include "measure/study.hpp"

namespace chancery::measure {

// One account and those it is tied to: mutual ties thick, one-way ties in two hues and dashes; larger: more followed.
struct EgoView {
  std::size_t both = 0, into = 0, from = 0;  // ties to accounts with an office
  std::size_t others = 0;                    // tied accounts without an office, not drawn
  std::size_t drawn = 0;
  figure::Svg picture;
};
inline constexpr std::size_t kMostNeighbours = 64;  // drawn, the best followed first
[[nodiscard]] std::optional<EgoView> ego_view(const Study& study);

// The whole network: communities in colours and shapes. Where it is too large, its innermost core.
struct NetworkView {
  std::size_t drawn = 0;         // accounts
  std::uint32_t least_core = 0;  // above 0: only accounts of this core and inner ones
  figure::Svg picture;
};
[[nodiscard]] std::optional<NetworkView> network_view(const Study& study);

[[nodiscard]] std::optional<figure::Svg> performance_view(const Study& study);
// The figures that are shares, with their intervals.
[[nodiscard]] figure::Svg shares_view(const Study& study);
// The accounts with most mutual ties; none where nobody has one.
[[nodiscard]] std::optional<figure::Svg> best_connected_view(const Study& study);

}  // namespace chancery::measure
