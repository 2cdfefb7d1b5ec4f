// What an uploaded or fetched image becomes: two renditions of our own making, with nothing in them that the camera or
// its owner wrote, and what a page needs before they are loaded. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chancery::media {

// What we write. What we read is more: see Worker::render.
enum class Format : std::uint8_t { Jpeg = 1, Png = 2, Webp = 3 };
[[nodiscard]] std::string_view media_type_of(Format format);  // "image/jpeg"
[[nodiscard]] std::string_view extension_of(Format format);   // "jpg", without the dot
// Whether the bytes begin as a file of that format does.
[[nodiscard]] bool begins_as(Format format, std::string_view bytes);

// What is kept of the image: all of it, the largest square (an avatar), or the largest part three times as wide as
// high (a header).
enum class Shape : std::uint8_t { Whole = 0, Square = 1, Banner = 2 };

// The point a crop keeps in view, as Mastodon's focalPoint writes it: x from -1 (left) to 1 (right), y from -1
// (bottom) to 1 (top).
struct FocalPoint {
  double x = 0;
  double y = 0;
  friend bool operator==(const FocalPoint&, const FocalPoint&) = default;
};

// What is asked for. An image is never enlarged.
struct RenderOptions {
  Shape shape = Shape::Whole;
  FocalPoint focus;            // read for Square and Banner alone
  std::uint32_t large = 2048;  // pixels of the longer side, at most; 16 to 4096
  std::uint32_t small = 640;   // likewise
  friend bool operator==(const RenderOptions&, const RenderOptions&) = default;
};

// sRGB.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  friend bool operator==(const Colour&, const Colour&) = default;
};
[[nodiscard]] std::string to_css(Colour colour);  // "#0a4b8c"

struct Rendition {
  Format format = Format::Jpeg;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string bytes;
  friend bool operator==(const Rendition&, const Rendition&) = default;
};

struct Picture {
  std::uint32_t width = 0;  // of the original, upright
  std::uint32_t height = 0;
  std::uint32_t frames = 1;  // of the original; only the first is kept
  std::string blurhash;      // of what the renditions show
  Colour average;            // likewise; what is transparent counts as white
  Rendition large;
  Rendition small;  // the same bytes as `large` where the image is small
  friend bool operator==(const Picture&, const Picture&) = default;
};

}  // namespace chancery::media
