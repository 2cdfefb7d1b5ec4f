#include "figure/label_places.hpp"

#include <algorithm>
#include <array>

namespace chancery::figure {

void LabelPlaces::keep_clear(Place centre, double radius) {
  taken_.push_back({centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius});
}

bool LabelPlaces::is_free(const Box& box) const {
  if (box.left < bounds_.left || box.top < bounds_.top || box.right > bounds_.right || box.bottom > bounds_.bottom) {
    return false;
  }
  return std::ranges::none_of(taken_, [&](const Box& other) {
    return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
  });
}

std::optional<LabelPlaces::Spot> LabelPlaces::find(Place beside, double radius, std::string_view words, double size) {
  const double width = text_width(words, size);
  const double gap = radius + 4;
  const double up = size * 0.75, down = size * 0.25;  // of the base line
  const std::array<Spot, 6> spots{{{{beside.x + gap, beside.y + size * 0.33}, Anchor::Start},
                                   {{beside.x - gap, beside.y + size * 0.33}, Anchor::End},
                                   {{beside.x, beside.y - gap}, Anchor::Middle},
                                   {{beside.x, beside.y + gap + up}, Anchor::Middle},
                                   {{beside.x + radius, beside.y - gap}, Anchor::Start},
                                   {{beside.x + radius, beside.y + gap + up}, Anchor::Start}}};
  for (const Spot& spot : spots) {
    const double left = spot.anchor == Anchor::Start ? spot.at.x
                        : spot.anchor == Anchor::End ? spot.at.x - width
                                                     : spot.at.x - width / 2;
    const Box box{left, spot.at.y - up, left + width, spot.at.y + down};
    if (!is_free(box)) continue;
    taken_.push_back(box);
    return spot;
  }
  return std::nullopt;
}

}  // namespace chancery::figure
