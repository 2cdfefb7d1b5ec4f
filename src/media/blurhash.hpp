// BlurHash: a picture in about thirty characters, shown until it is loaded (the algorithm of blurha.sh).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "media/picture.hpp"

namespace chancery::media {

// Of `width` x `height` pixels of three bytes (sRGB), row by row; 1 to 9 waves each way. O(pixels x waves): give it a
// picture of some 64 pixels, more is not seen.
[[nodiscard]] std::string blurhash(std::span<const std::uint8_t> rgb, std::size_t width, std::size_t height,
                                   unsigned waves_x, unsigned waves_y);
// Whether the text is a blurhash by alphabet and length. What it shows is anybody's guess.
[[nodiscard]] bool is_blurhash(std::string_view text);
// The mean colour that a blurhash carries. Of a valid one only.
[[nodiscard]] Colour average_of(std::string_view blurhash);

}  // namespace chancery::media
