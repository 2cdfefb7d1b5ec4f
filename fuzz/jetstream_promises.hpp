// What every decoder of a Jetstream wire promises, whatever the bytes: no crash, and what is decoded is what it says.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "activity/public_post.hpp"
#include "atproto/identifiers.hpp"
#include "atproto/post_record.hpp"
#include "base/clock.hpp"
#include "simdjson.h"

namespace chancery::fuzz {

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(1'795'339'800'000'000); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return {}; }
};

inline void expect(bool promise) {
  if (!promise) std::abort();
}

inline bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

// `check_time` is what this wire promises of cursor and times.
template <class CheckTime>
void check(const activity::DecodedEvent& event, CheckTime check_time) {
  check_time(event);
  if (event.kind == activity::DecodedEvent::Kind::Post) {
    const auto& post = event.post;
    expect(post.id.starts_with("at://did:") && is_utf8(post.id));
    expect(atproto::is_did(post.author));
    expect(is_utf8(post.text) && post.text.size() <= atproto::kMaxText);
    expect(is_utf8(post.declared_language) && is_utf8(post.in_reply_to) && is_utf8(post.rev) && !post.rev.empty());
    expect(is_utf8(post.repost_of) && is_utf8(post.quote_of));
    for (const auto& parts : {post.links, post.mentions, post.tags}) {
      expect(parts.size() <= activity::PublicPost::kMaxParts);
      expect(std::ranges::all_of(parts, [](auto part) { return !part.empty() && is_utf8(part); }));
    }
  } else if (event.kind == activity::DecodedEvent::Kind::Removal) {
    expect(atproto::is_did(event.removal.author));
    expect(event.removal.id.empty() || event.removal.id.starts_with("at://did:"));
  }
}

// One event a line.
template <class CheckTime>
void decode_lines(activity::LineDecoder& decoder, const std::uint8_t* data, std::size_t size, CheckTime check_time) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto event = decoder.decode(line);
    if (event) check(*event, check_time);
    expect(event || !event.error().hint.empty());
    // Read in place, before other bytes, it is the same post or removal. (A broken record of another collection may
    // be passed over here and refused there: nobody reads it.)
    const auto kind = event ? event->kind : activity::DecodedEvent::Kind::Other;
    const auto padded = std::string(line) + std::string(activity::LineDecoder::kPadding, '}');
    const auto again = decoder.decode_padded(std::string_view(padded).substr(0, line.size()));
    expect((again ? again->kind : activity::DecodedEvent::Kind::Other) == kind);
    if (again) check(*again, check_time);
  }
}

}  // namespace chancery::fuzz
