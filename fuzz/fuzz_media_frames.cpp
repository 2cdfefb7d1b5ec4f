// What the server and chancery-media read from each other, either of which may be a stranger's by then. What is
// accepted is within its bounds and can be said again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "media/blurhash.hpp"
#include "media/frames.hpp"

namespace {

using namespace chancery::media;

void expect(bool promise) {
  if (!promise) std::abort();
}

void check(const Rendition& rendition, std::uint32_t side) {
  expect(rendition.width >= 1 && rendition.height >= 1 && std::max(rendition.width, rendition.height) <= side);
  expect(begins_as(rendition.format, rendition.bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto request = decode_request(bytes)) {
    expect(decode_request(encode_request(*request)).value() == *request);
    expect(request->bytes <= kMaxImage);
  }
  if (const auto length = decode_answer_head(bytes)) expect(*length <= kMaxAnswer);
  const RenderOptions asked;
  const auto answer = decode_answer(bytes, asked);
  if (!answer) return 0;
  if (const auto* picture = std::get_if<Picture>(&*answer)) {
    check(picture->large, asked.large);
    check(picture->small, asked.small);
    expect(is_blurhash(picture->blurhash));
  } else {
    expect(std::get<RefusedImage>(*answer).detail.size() <= 300);
  }
  expect(decode_answer(encode_answer(*answer).substr(kAnswerHeadBytes), asked).value() == *answer);
  return 0;
}
