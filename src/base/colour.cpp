#include "base/colour.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace chancery {
namespace {

double linear(std::uint8_t channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

std::uint8_t towards_white(std::uint8_t channel, double share) {
  return static_cast<std::uint8_t>(std::lround(channel + (255 - channel) * share));
}

}  // namespace

Result<Colour> Colour::parse(std::string_view text) {
  unsigned value = 0;
  const bool shaped = text.size() == 7 && text.front() == '#';
  const auto* end = text.data() + text.size();
  if (!shaped || std::from_chars(text.data() + 1, end, value, 16).ptr != end) {
    return fail(Errc::Invalid, "not a colour", "write # and six hexadecimal digits, such as #1d3a6b");
  }
  return Colour{static_cast<std::uint8_t>(value >> 16U), static_cast<std::uint8_t>(value >> 8U),
                static_cast<std::uint8_t>(value)};
}

std::string Colour::text() const {
  return fmt::format("#{:02x}{:02x}{:02x}", red, green, blue);
}

double Colour::luminance() const {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

double contrast(Colour a, Colour b) {
  const auto [dark, light] = std::minmax({a.luminance(), b.luminance()});
  return (light + 0.05) / (dark + 0.05);
}

Colour lightened_for(Colour colour, Colour ground) {
  constexpr double kComfortable = 7;
  for (int percent = 0; percent < 100; percent += 2) {
    const double share = percent / 100.0;
    const Colour tint{towards_white(colour.red, share), towards_white(colour.green, share),
                      towards_white(colour.blue, share)};
    if (contrast(tint, ground) >= kComfortable) return tint;
  }
  return {255, 255, 255};
}

}  // namespace chancery
