// Finds room for names beside points, so that none covers another.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "figure/svg.hpp"

namespace chancery::figure {

// Thread safety: one thread.
class LabelPlaces {
 public:
  struct Spot {
    Place at;
    Anchor anchor = Anchor::Start;
  };

  LabelPlaces(double left, double top, double right, double bottom) : bounds_{left, top, right, bottom} {}

  // Something names must not cover.
  void keep_clear(Place centre, double radius);
  // Right, left, above or below of a point of this radius, wherever there is room first; nothing where there is none.
  [[nodiscard]] std::optional<Spot> find(Place beside, double radius, std::string_view words, double size);

 private:
  struct Box {
    double left, top, right, bottom;
  };
  [[nodiscard]] bool is_free(const Box& box) const;

  Box bounds_;
  std::vector<Box> taken_;
};

}  // namespace chancery::figure
