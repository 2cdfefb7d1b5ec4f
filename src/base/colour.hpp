// A colour, and whether it can be read on another (WCAG 2.2, 1.4.3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;

  // Reads "#1d3a6b". Fails with Errc::Invalid.
  [[nodiscard]] static Result<Colour> parse(std::string_view text);
  [[nodiscard]] std::string text() const;  // "#1d3a6b"
  // 0 to 1, as WCAG defines it.
  [[nodiscard]] double luminance() const;
  friend bool operator==(const Colour&, const Colour&) = default;
};

// 1 to 21; text wants 4.5.
[[nodiscard]] double contrast(Colour a, Colour b);
// The colour mixed with white until text of it can be read on `ground`, and a little further; white at the end.
[[nodiscard]] Colour lightened_for(Colour colour, Colour ground);

}  // namespace chancery
