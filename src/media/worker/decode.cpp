#include "media/worker/decode.hpp"

#include <stdlib.h>
#include <vips/vips.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "media/blurhash.hpp"

namespace chancery::media {
namespace {

using namespace std::string_view_literals;

constexpr int kQuality = 82;
constexpr int kBlurhashSide = 48;

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

// What libvips complained about since the last time, on one line.
std::string complaint() {
  std::string text = vips_error_buffer();
  vips_error_clear();
  return text;
}

// Runs `operation(VipsImage** out)`, which returns 0 when it made an image.
template <class Operation>
Image made(Operation operation) {
  VipsImage* out = nullptr;
  if (operation(&out) != 0) return {};
  return Image(out);
}

enum class Source { Jpeg, Png, Gif, Webp };

std::optional<Source> source_of(std::string_view image) {
  if (begins_as(Format::Jpeg, image)) return Source::Jpeg;
  if (begins_as(Format::Png, image)) return Source::Png;
  if (begins_as(Format::Webp, image)) return Source::Webp;
  if (image.starts_with("GIF87a"sv) || image.starts_with("GIF89a"sv)) return Source::Gif;
  return {};
}

RefusedImage refused(Refusal reason) {
  return {reason, 0, 0, complaint()};
}

// What the header says, before anything is decoded.
struct Header {
  std::uint32_t width = 0;  // upright
  std::uint32_t height = 0;
  std::uint32_t frames = 1;
};

std::optional<Header> read_header(std::string_view image) {
  const Image opened(vips_image_new_from_buffer(image.data(), image.size(), "", nullptr));
  if (!opened) return {};
  Header header;
  header.width = static_cast<std::uint32_t>(vips_image_get_width(opened.get()));
  header.height = static_cast<std::uint32_t>(vips_image_get_height(opened.get()));
  if (vips_image_get_orientation_swap(opened.get())) std::swap(header.width, header.height);
  header.frames = static_cast<std::uint32_t>(std::max(vips_image_get_n_pages(opened.get()), 1));
  return header;
}

// The part of the image that is kept, in its own pixels.
struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

Box box_of(const Header& header, const RenderOptions& options) {
  Box box{0, 0, static_cast<double>(header.width), static_cast<double>(header.height)};
  if (options.shape == Shape::Whole) return box;
  const double aspect = options.shape == Shape::Square ? 1 : 3;
  const double width = std::min(box.width, box.height * aspect);
  const double height = std::min(box.height, box.width / aspect);
  box.left = std::clamp((options.focus.x + 1) / 2 * box.width - width / 2, 0.0, box.width - width);
  box.top = std::clamp((1 - options.focus.y) / 2 * box.height - height / 2, 0.0, box.height - height);
  box.width = width;
  box.height = height;
  return box;
}

// The whole image, upright and decoded at about the size that makes the box `side` long. Loaders shrink as they go, and
// paint nothing over what is missing: the option reaches them as a string alone.
Image shrunk(std::string_view image, const Header& header, const Box& box, std::uint32_t side) {
  const double scale = std::min(1.0, side / std::max(box.width, box.height));
  const int width = std::max(1, static_cast<int>(std::lround(header.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(header.height * scale)));
  return made([&](VipsImage** out) {
    return vips_thumbnail_buffer(const_cast<char*>(image.data()), image.size(), out, width, "height", height, "size",
                                 VIPS_SIZE_FORCE, "option_string", "[fail_on=truncated]", nullptr);
  });
}

// sRGB of eight bits, by the image's own profile where it has a usable one.
Image in_srgb(const Image& image) {
  Image converted;
  if (vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0) {
    converted = made([&](VipsImage** out) {
      return vips_icc_transform(image.get(), out, "srgb", "embedded", TRUE, "intent", VIPS_INTENT_PERCEPTUAL, nullptr);
    });
    vips_error_clear();  // a broken profile is no profile
  }
  auto* from = converted ? converted.get() : image.get();
  const auto srgb =
      made([&](VipsImage** out) { return vips_colourspace(from, out, VIPS_INTERPRETATION_sRGB, nullptr); });
  if (!srgb) return {};
  return made([&](VipsImage** out) { return vips_cast_uchar(srgb.get(), out, nullptr); });
}

Image cut(const Image& image, const Box& box, const Header& header) {
  const double scale_x = static_cast<double>(image->Xsize) / header.width;
  const double scale_y = static_cast<double>(image->Ysize) / header.height;
  const int width = std::clamp(static_cast<int>(std::lround(box.width * scale_x)), 1, image->Xsize);
  const int height = std::clamp(static_cast<int>(std::lround(box.height * scale_y)), 1, image->Ysize);
  const int left = std::clamp(static_cast<int>(std::lround(box.left * scale_x)), 0, image->Xsize - width);
  const int top = std::clamp(static_cast<int>(std::lround(box.top * scale_y)), 0, image->Ysize - height);
  return made([&](VipsImage** out) { return vips_extract_area(image.get(), out, left, top, width, height, nullptr); });
}

// Three bands, or four where something is transparent; all pixels in memory, so that the image is decoded once and
// what goes wrong goes wrong here.
Image settled(const Image& image) {
  const auto copy = Image(vips_image_copy_memory(image.get()));
  if (!copy || copy->Bands == 3) {
    return copy ? Image(static_cast<VipsImage*>(g_object_ref(copy.get()))) : Image{};
  }
  if (copy->Bands != 4) return {};
  const auto alpha = made([&](VipsImage** out) { return vips_extract_band(copy.get(), out, 3, nullptr); });
  double least = 0;
  if (!alpha || vips_min(alpha.get(), &least, nullptr) != 0) return {};
  const int bands = least < 255 ? 4 : 3;
  const auto kept = made([&](VipsImage** out) { return vips_extract_band(copy.get(), out, 0, "n", bands, nullptr); });
  return kept ? Image(vips_image_copy_memory(kept.get())) : Image{};
}

Image at_most(const Image& image, std::uint32_t side) {
  return made([&](VipsImage** out) {
    return vips_thumbnail_image(image.get(), out, static_cast<int>(side), "height", static_cast<int>(side), "size",
                                VIPS_SIZE_DOWN, "no_rotate", TRUE, nullptr);
  });
}

template <class Save>
std::string saved(Save save) {
  void* bytes = nullptr;
  std::size_t size = 0;
  if (save(&bytes, &size) != 0) return {};
  std::string out(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return out;
}

std::string as_jpeg(const Image& image) {
  return saved([&](void** bytes, std::size_t* size) {
    return vips_jpegsave_buffer(image.get(), bytes, size, "Q", kQuality, "optimize_coding", TRUE, "strip", TRUE,
                                nullptr);
  });
}

std::string as_png(const Image& image) {
  return saved([&](void** bytes, std::size_t* size) {
    return vips_pngsave_buffer(image.get(), bytes, size, "compression", 6, "strip", TRUE, nullptr);
  });
}

std::string as_webp(const Image& image) {
  return saved([&](void** bytes, std::size_t* size) {
    return vips_webpsave_buffer(image.get(), bytes, size, "Q", kQuality, "strip", TRUE, nullptr);
  });
}

// A photograph loses what nobody sees; a drawing, a text or a map stays exact, as long as that is not much larger.
std::optional<Rendition> rendition_of(const Image& image, Source source) {
  Rendition rendition;
  rendition.width = static_cast<std::uint32_t>(image->Xsize);
  rendition.height = static_cast<std::uint32_t>(image->Ysize);
  const bool transparent = image->Bands == 4;
  rendition.format = transparent ? Format::Webp : Format::Jpeg;
  rendition.bytes = transparent ? as_webp(image) : as_jpeg(image);
  if (source != Source::Jpeg) {
    auto exact = as_png(image);
    if (!exact.empty() && exact.size() <= rendition.bytes.size() * 2) {
      rendition.format = Format::Png;
      rendition.bytes = std::move(exact);
    }
  }
  if (rendition.bytes.empty()) return {};
  return rendition;
}

std::optional<std::string> blurhash_of(const Image& image) {
  auto tiny = at_most(image, kBlurhashSide);
  if (tiny && tiny->Bands == 4) {
    const std::array<double, 3> white{255, 255, 255};
    const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> background(
        vips_array_double_new(white.data(), 3), [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
    tiny =
        made([&](VipsImage** out) { return vips_flatten(tiny.get(), out, "background", background.get(), nullptr); });
  }
  if (!tiny) return {};
  std::size_t size = 0;
  const std::unique_ptr<void, void (*)(void*)> pixels(vips_image_write_to_memory(tiny.get(), &size), g_free);
  const auto width = static_cast<std::size_t>(tiny->Xsize);
  const auto height = static_cast<std::size_t>(tiny->Ysize);
  if (!pixels || size != width * height * 3) return {};
  const unsigned waves_x = width >= height ? 4 : 3;
  const unsigned waves_y = height >= width ? 4 : 3;
  return blurhash({static_cast<const std::uint8_t*>(pixels.get()), size}, width, height, waves_x, waves_y);
}

// One of each kind through the whole path: tables, threads and libraries that are made when first needed.
bool warmed_up() {
  const auto black = made([](VipsImage** out) { return vips_black(out, 40, 30, "bands", 3, nullptr); });
  if (!black) return false;
  const auto image = made([&](VipsImage** out) {
    return vips_copy(black.get(), out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
  });
  if (!image) return false;
  RenderOptions options;
  options.large = 32;
  options.small = 16;
  for (const auto& bytes : {as_jpeg(image), as_png(image), as_webp(image)}) {
    if (!std::holds_alternative<Picture>(make_picture(bytes, options, 10'000))) return false;
  }
  const auto profiled = made(
      [&](VipsImage** out) { return vips_icc_transform(image.get(), out, "p3", "input_profile", "srgb", nullptr); });
  return profiled && in_srgb(profiled);
}

}  // namespace

bool prepare_decoder() {
  // Modules add loaders that are not wanted, each with its libraries; compiled loops need memory that can be run.
  ::setenv("VIPSHOME", "/nonexistent", 1);  // NOLINT(concurrency-mt-unsafe): no thread is there yet
  ::setenv("VIPS_NOVECTOR", "1", 1);        // NOLINT(concurrency-mt-unsafe)
  // Warnings about damaged files are nobody's to read; what matters is in the answer.
  g_log_set_writer_func([](GLogLevelFlags, const GLogField*, gsize, gpointer) { return G_LOG_WRITER_HANDLED; }, nullptr,
                        nullptr);
  if (vips_init("chancery-media") != 0) return false;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const auto* loader :
       {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"}) {
    vips_operation_block_set(loader, FALSE);
  }
  return warmed_up();
}

RenderAnswer make_picture(std::string_view image, const RenderOptions& options, std::uint64_t max_pixels) {
  vips_error_clear();
  const auto source = source_of(image);
  if (!source) return refused(Refusal::UnknownFormat);
  const auto header = read_header(image);
  if (!header) return refused(Refusal::Damaged);
  if (std::max(header->width, header->height) > kMaxSide ||
      std::uint64_t{header->width} * header->height > max_pixels) {
    return RefusedImage{Refusal::TooManyPixels, header->width, header->height, {}};
  }
  const auto box = box_of(*header, options);
  const auto upright = shrunk(image, *header, box, options.large);
  if (!upright) return refused(Refusal::Damaged);
  const auto coloured = in_srgb(upright);
  if (!coloured) return refused(Refusal::Failed);
  const auto kept = cut(coloured, box, *header);
  const auto large = kept ? settled(kept) : Image{};
  if (!large) return refused(Refusal::Damaged);  // decoded only now
  const auto small = at_most(large, options.small);
  auto hash = small ? blurhash_of(small) : std::nullopt;
  auto large_rendition = rendition_of(large, *source);
  auto small_rendition = small ? rendition_of(small, *source) : std::nullopt;
  if (!hash || !large_rendition || !small_rendition) return refused(Refusal::Failed);
  const auto average = average_of(*hash);
  return Picture{header->width,
                 header->height,
                 header->frames,
                 std::move(*hash),
                 average,
                 std::move(*large_rendition),
                 std::move(*small_rendition)};
}

}  // namespace chancery::media
