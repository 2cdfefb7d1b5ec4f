// One image decoded and made anew, by libvips. Only for a process that nothing can harm.
#pragma once

#include <string_view>

#include "media/frames.hpp"

namespace chancery::media {

// Once, before anything else and before the sandbox: readies libvips, leaves it the loaders of JPEG, PNG, WebP and GIF
// alone, and makes a picture of each so that nothing more is loaded later. False when libvips does not start.
[[nodiscard]] bool prepare_decoder();

// Of the image's header first: what has too many pixels is refused before any of them is decoded.
[[nodiscard]] RenderAnswer make_picture(std::string_view image, const RenderOptions& options, std::uint64_t max_pixels);

}  // namespace chancery::media
