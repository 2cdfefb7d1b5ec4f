// Jetstream v2 frames, one a line. Whatever the bytes: no crash, and what is decoded keeps its promises.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "atproto/identifiers.hpp"
#include "atproto/jetstream_v2.hpp"
#include "atproto/post_record.hpp"
#include "simdjson.h"

namespace {

using chancery::activity::DecodedEvent;
using chancery::activity::LineDecoder;

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

void check(const DecodedEvent& event) {
  expect((event.cursor > 0) == (event.time != chancery::Timestamp{}));
  if (event.kind == DecodedEvent::Kind::Post) {
    const auto& post = event.post;
    expect(post.id.starts_with("at://did:") && is_utf8(post.id));
    expect(chancery::atproto::is_did(post.author));
    expect(is_utf8(post.text) && post.text.size() <= chancery::atproto::kMaxText);
    expect(is_utf8(post.declared_language) && is_utf8(post.in_reply_to) && is_utf8(post.rev) && !post.rev.empty());
    expect(event.cursor > 0 && post.time == event.time);
    expect(is_utf8(post.repost_of) && is_utf8(post.quote_of));
    for (const auto& parts : {post.links, post.mentions, post.tags}) {
      expect(parts.size() <= chancery::activity::PublicPost::kMaxParts);
      expect(std::ranges::all_of(parts, [](auto part) { return !part.empty() && is_utf8(part); }));
    }
  } else if (event.kind == DecodedEvent::Kind::Removal) {
    expect(chancery::atproto::is_did(event.removal.author));
    expect(event.removal.id.empty() || event.removal.id.starts_with("at://did:"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const StoppedClock clock;
  static chancery::atproto::JetstreamV2Decoder decoder(clock);
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto event = decoder.decode(line);
    if (event) check(*event);
    expect(event || !event.error().hint.empty());
    // Read in place, before other bytes, it is the same post or removal. (A broken record of another collection may
    // be passed over here and refused there: nobody reads it.)
    const auto kind = event ? event->kind : DecodedEvent::Kind::Other;
    const auto padded = std::string(line) + std::string(LineDecoder::kPadding, '}');
    const auto again = decoder.decode_padded(std::string_view(padded).substr(0, line.size()));
    expect((again ? again->kind : DecodedEvent::Kind::Other) == kind);
    if (again) check(*again);
  }
  return 0;
}
