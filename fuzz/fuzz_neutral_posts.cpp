// Neutral posts, one a line, through the packing a recording may have. Whatever the bytes: no crash, memory bounded,
// and what is decoded keeps its promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "feeds/neutral_posts.hpp"
#include "feeds/recording.hpp"
#include "simdjson.h"

namespace {

class StoppedClock final : public chancery::Clock {
 public:
  [[nodiscard]] chancery::Timestamp now() const override { return chancery::from_micros(1'795'339'800'000'000); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
};

void expect(bool promise) {
  if (!promise) std::abort();
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const StoppedClock clock;
  static chancery::feeds::NeutralPostDecoder decoder(clock);
  auto recording = chancery::feeds::Recording::from_bytes({reinterpret_cast<const char*>(data), size}, "input");
  std::uint64_t last = 0;
  for (;;) {
    const auto line = recording.next();
    if (!line) {
      expect(line.error().hint.starts_with("input, line "));
      continue;  // the end follows, or the next line
    }
    if (!*line) break;
    expect(recording.line() > last && (*line)->size() <= chancery::feeds::Recording::kMaxLine);
    last = recording.line();
    const auto event = decoder.decode_padded(**line);
    expect(decoder.decode(**line).has_value() == event.has_value());
    if (!event) continue;
  }
  // The same bytes as one line, so that the views can be looked at.
  const auto event = decoder.decode({reinterpret_cast<const char*>(data), size});
  if (event) {
    const auto& post = event->post;
    expect(!post.id.empty() && !post.author.empty());
    for (const auto text :
         {post.id, post.author, post.text, post.declared_language, post.in_reply_to, post.repost_of}) {
      expect(is_utf8(text));
    }
  }
  return 0;
}
