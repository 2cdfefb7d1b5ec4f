#include "media/frames.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <concepts>
#include <optional>

#include "media/blurhash.hpp"

namespace chancery::media {
namespace {

constexpr std::uint32_t kRequestMark = 0x31514d43;  // "CMQ1"
constexpr std::uint32_t kAnswerMark = 0x31414d43;   // "CMA1"
constexpr std::size_t kMaxDetail = 300;
constexpr std::uint32_t kLeastSide = 16;  // of what may be asked for
constexpr std::uint32_t kMostSide = 4'096;
constexpr double kFocusSteps = 10'000;

template <std::unsigned_integral T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

// Takes values from the front; after a value that is not there every further one is absent too.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <std::unsigned_integral T>
  T take() {
    const auto raw = take_bytes(sizeof(T));
    T value = 0;
    for (std::size_t i = raw.size(); i-- > 0;) value = static_cast<T>(value << 8 | static_cast<unsigned char>(raw[i]));
    return value;
  }
  std::string_view take_bytes(std::size_t size) {
    if (size > bytes_.size()) {
      whole_ = false;
      bytes_ = {};
      return {};
    }
    const auto taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  [[nodiscard]] bool finished() const { return whole_ && bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool whole_ = true;
};

std::uint32_t focus_step(double value) {
  return static_cast<std::uint32_t>(std::lround((std::clamp(value, -1.0, 1.0) + 1) * kFocusSteps));
}

bool within_bounds(const RenderRequest& request) {
  const auto side = [](std::uint32_t pixels) { return pixels >= kLeastSide && pixels <= kMostSide; };
  return side(request.options.large) && side(request.options.small) && request.bytes <= kMaxImage;
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string printable(std::string_view text) {
  std::string out(text.substr(0, kMaxDetail));
  std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, ' ');
  return out;
}

void put(std::string& out, const Rendition& rendition) {
  put(out, static_cast<std::uint8_t>(rendition.format));
  put(out, rendition.width);
  put(out, rendition.height);
  put(out, static_cast<std::uint32_t>(rendition.bytes.size()));
  out += rendition.bytes;
}

std::optional<Rendition> take_rendition(Reader& reader, std::uint32_t side) {
  const auto format = reader.take<std::uint8_t>();
  if (format < 1 || format > 3) return {};
  Rendition rendition;
  rendition.format = static_cast<Format>(format);
  rendition.width = reader.take<std::uint32_t>();
  rendition.height = reader.take<std::uint32_t>();
  rendition.bytes = reader.take_bytes(reader.take<std::uint32_t>());
  const bool sized =
      rendition.width >= 1 && rendition.height >= 1 && std::max(rendition.width, rendition.height) <= side;
  if (!sized || !begins_as(rendition.format, rendition.bytes)) return {};
  return rendition;
}

std::optional<Picture> take_picture(Reader& reader, const RenderOptions& asked) {
  Picture picture;
  picture.width = reader.take<std::uint32_t>();
  picture.height = reader.take<std::uint32_t>();
  picture.frames = reader.take<std::uint32_t>();
  picture.blurhash = reader.take_bytes(reader.take<std::uint8_t>());
  if (picture.width < 1 || picture.height < 1 || std::max(picture.width, picture.height) > kMaxSide) return {};
  if (picture.frames < 1 || !is_blurhash(picture.blurhash)) return {};
  picture.average = average_of(picture.blurhash);
  auto large = take_rendition(reader, asked.large);
  auto small = take_rendition(reader, asked.small);
  if (!large || !small) return {};
  picture.large = std::move(*large);
  picture.small = std::move(*small);
  return picture;
}

std::optional<RefusedImage> take_refusal(Reader& reader, std::uint8_t reason) {
  if (reason < 1 || reason > 4) return {};
  RefusedImage refused;
  refused.reason = static_cast<Refusal>(reason);
  refused.width = reader.take<std::uint32_t>();
  refused.height = reader.take<std::uint32_t>();
  refused.detail = reader.take_bytes(reader.take<std::uint16_t>());
  if (refused.detail.size() > kMaxDetail || !is_printable(refused.detail)) return {};
  return refused;
}

auto malformed(std::string_view what) {
  return fail(Errc::Malformed, "chancery-media: " + std::string(what), "the picture could not be made; try again");
}

}  // namespace

std::string encode_request(const RenderRequest& request) {
  assert(within_bounds(request));
  std::string out;
  put(out, kRequestMark);
  put(out, static_cast<std::uint32_t>(request.options.shape));
  put(out, focus_step(request.options.focus.x) | focus_step(request.options.focus.y) << 16);
  put(out, request.options.large);
  put(out, request.options.small);
  put(out, request.pixels);
  put(out, request.bytes);
  assert(out.size() == kRequestBytes);
  return out;
}

Result<RenderRequest> decode_request(std::string_view bytes) {
  Reader reader(bytes);
  RenderRequest request;
  if (reader.take<std::uint32_t>() != kRequestMark) return malformed("no request");
  const auto shape = reader.take<std::uint32_t>();
  const auto focus = reader.take<std::uint32_t>();
  if (shape > 2 || (focus & 0xffff) > 2 * kFocusSteps || (focus >> 16) > 2 * kFocusSteps)
    return malformed("a bad crop");
  request.options.shape = static_cast<Shape>(shape);
  request.options.focus = {(focus & 0xffff) / kFocusSteps - 1, (focus >> 16) / kFocusSteps - 1};
  request.options.large = reader.take<std::uint32_t>();
  request.options.small = reader.take<std::uint32_t>();
  request.pixels = reader.take<std::uint64_t>();
  request.bytes = reader.take<std::uint64_t>();
  if (!reader.finished() || !within_bounds(request)) return malformed("a request out of its bounds");
  return request;
}

std::string encode_answer(const RenderAnswer& answer) {
  std::string body;
  if (const auto* picture = std::get_if<Picture>(&answer)) {
    put(body, std::uint8_t{0});
    put(body, picture->width);
    put(body, picture->height);
    put(body, picture->frames);
    put(body, static_cast<std::uint8_t>(picture->blurhash.size()));
    body += picture->blurhash;
    put(body, picture->large);
    put(body, picture->small);
  } else {
    const auto& refused = std::get<RefusedImage>(answer);
    const auto detail = printable(refused.detail);
    put(body, static_cast<std::uint8_t>(refused.reason));
    put(body, refused.width);
    put(body, refused.height);
    put(body, static_cast<std::uint16_t>(detail.size()));
    body += detail;
  }
  std::string out;
  put(out, kAnswerMark);
  put(out, static_cast<std::uint32_t>(body.size()));
  return out + body;
}

Result<std::size_t> decode_answer_head(std::string_view bytes) {
  Reader reader(bytes);
  const auto mark = reader.take<std::uint32_t>();
  const auto size = reader.take<std::uint32_t>();
  if (!reader.finished() || mark != kAnswerMark || size > kMaxAnswer) return malformed("no answer");
  return size;
}

Result<RenderAnswer> decode_answer(std::string_view bytes, const RenderOptions& asked) {
  Reader reader(bytes);
  const auto outcome = reader.take<std::uint8_t>();
  if (outcome == 0) {
    auto picture = take_picture(reader, asked);
    if (picture && reader.finished()) return std::move(*picture);
  } else if (auto refused = take_refusal(reader, outcome)) {
    if (reader.finished()) return std::move(*refused);
  }
  return malformed("an answer out of its bounds");
}

}  // namespace chancery::media
