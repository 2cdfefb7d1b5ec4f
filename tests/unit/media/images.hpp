// Images made at run time, and looked into again: by libvips in the test, as a camera or a drawing program would.
#pragma once

#include <vips/vips.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::test {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

inline void ready_vips() {
  static const bool ready = vips_init("media_tests") == 0;
  if (!ready) throw std::runtime_error("libvips does not start");
}

// `bands` values of each pixel, by its place.
using Paint = std::function<std::vector<std::uint8_t>(int x, int y)>;
inline Image painted(int width, int height, int bands, const Paint& paint) {
  ready_vips();
  std::string pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const auto value : paint(x, y)) pixels += static_cast<char>(value);
    }
  }
  Image memory(vips_image_new_from_memory_copy(pixels.data(), pixels.size(), width, height, bands, VIPS_FORMAT_UCHAR));
  VipsImage* out = nullptr;
  vips_copy(memory.get(), &out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
  return Image(out);
}
// As restless as a photograph; one tile again and again.
inline Image photograph(int width, int height) {
  constexpr int kTile = 200;
  const auto tile = painted(kTile, kTile, 3, [seed = std::uint32_t{7}](int x, int y) mutable {
    seed = seed * 1'664'525 + 1'013'904'223;
    const auto noise = static_cast<int>(seed >> 27);
    const auto channel = [&](int value) { return static_cast<std::uint8_t>(value % 200 + noise); };
    return std::vector<std::uint8_t>{channel(x / 2), channel(y / 2), channel((x + y) / 3)};
  });
  VipsImage* tiled = nullptr;
  VipsImage* out = nullptr;
  if (vips_replicate(tile.get(), &tiled, width / kTile + 1, height / kTile + 1, nullptr) != 0 ||
      vips_extract_area(Image(tiled).get(), &out, 0, 0, width, height, nullptr) != 0) {
    throw std::runtime_error(vips_error_buffer());
  }
  return Image(out);
}

// ".jpg[Q=90]" and so on, as libvips writes it.
inline std::string encoded(const Image& image, const std::string& suffix) {
  void* bytes = nullptr;
  std::size_t size = 0;
  if (vips_image_write_to_buffer(image.get(), suffix.c_str(), &bytes, &size, nullptr) != 0) {
    throw std::runtime_error(vips_error_buffer());
  }
  std::string out(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return out;
}
inline Image decoded(const std::string& bytes) {
  ready_vips();
  VipsImage* image = vips_image_new_from_buffer(bytes.data(), bytes.size(), "", nullptr);
  if (image == nullptr) throw std::runtime_error(vips_error_buffer());
  Image copy(vips_image_copy_memory(image));
  g_object_unref(image);
  return copy;
}
inline std::vector<int> pixel(const Image& image, int x, int y) {
  double* values = nullptr;
  int count = 0;
  if (vips_getpoint(image.get(), &values, &count, x, y, nullptr) != 0) throw std::runtime_error(vips_error_buffer());
  std::vector<int> out(values, values + count);
  g_free(values);
  return out;
}

}  // namespace chancery::test
