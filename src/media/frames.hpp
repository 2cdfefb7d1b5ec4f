// What the server and chancery-media say to each other: length-prefixed binary frames, little-endian. Neither side
// trusts the other: a decoder that fell to a hostile image still cannot hand over more, or other, than is written here.
//
//   child   kReady                                   once, when the sandbox stands
//   server  request (kRequestBytes), then the image
//   child   answer head (kAnswerHeadBytes), then the answer
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "media/picture.hpp"

namespace chancery::media {

inline constexpr std::string_view kReady = "CHMEDIA1";
inline constexpr std::size_t kRequestBytes = 36;
inline constexpr std::size_t kAnswerHeadBytes = 8;
inline constexpr std::size_t kMaxAnswer = std::size_t{48} << 20;      // two renditions, whatever is in them
inline constexpr std::uint64_t kMaxImage = std::uint64_t{256} << 20;  // the frame's bound; Worker::Options has the rule
inline constexpr std::uint32_t kMaxSide = 32'768;                     // pixels of an original

struct RenderRequest {
  RenderOptions options;
  std::uint64_t bytes = 0;   // of the image that follows
  std::uint64_t pixels = 0;  // at most
  friend bool operator==(const RenderRequest&, const RenderRequest&) = default;
};

// Why chancery-media makes no picture of an image.
enum class Refusal : std::uint8_t { UnknownFormat = 1, Damaged = 2, TooManyPixels = 3, Failed = 4 };
struct RefusedImage {
  Refusal reason = Refusal::Failed;
  std::uint32_t width = 0;  // with TooManyPixels
  std::uint32_t height = 0;
  std::string detail;  // for the log: printable ASCII, 300 characters at most
  friend bool operator==(const RefusedImage&, const RefusedImage&) = default;
};
using RenderAnswer = std::variant<Picture, RefusedImage>;

[[nodiscard]] std::string encode_request(const RenderRequest& request);
// Fails with Errc::Malformed unless it is a whole request within its bounds.
[[nodiscard]] Result<RenderRequest> decode_request(std::string_view bytes);

[[nodiscard]] std::string encode_answer(const RenderAnswer& answer);  // with its head
// How many bytes the answer has. Fails with Errc::Malformed.
[[nodiscard]] Result<std::size_t> decode_answer_head(std::string_view bytes);
// Fails with Errc::Malformed unless it is a whole answer to that request: sides no longer than asked for, bytes that
// begin as their format does, a blurhash that is one.
[[nodiscard]] Result<RenderAnswer> decode_answer(std::string_view bytes, const RenderOptions& asked);

}  // namespace chancery::media
