// Reads one event of a Jetstream v1 stream (bluesky-social/jetstream, `/subscribe`): one JSON object a line or frame.
// What becomes of it stands in stream_event.hpp.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::atproto {

// `decode` copies the line, `decode_padded` does not; neither allocates once the buffers have grown to the longest
// line seen (5 MiB at most).
//
// Members are known by their plain spelling: a key written with escapes is another key. A post's `time` is the
// event's `time_us`, when the network saw it; its language is the first it declares.
//
// Thread safety: one thread.
class JetstreamV1Decoder final : public activity::LineDecoder {
 public:
  static constexpr std::size_t kMaxLine = 5 * 1024 * 1024;

  // Borrows the clock for its lifetime: an event more than a day ahead of it is refused, as is one before 2020.
  explicit JetstreamV1Decoder(const Clock& clock);
  ~JetstreamV1Decoder() override;

  // Fails with Errc::Malformed for what is not such an event: too long, cut off, not UTF-8, nested too deep, members
  // of the wrong type, identifiers that are none, a time that cannot be. The hint never quotes the line. Of a commit
  // nobody reads, and that is written as the servers write it, only the two ends are looked at (foreign_commit.hpp).
  [[nodiscard]] Result<activity::DecodedEvent> decode(std::string_view line) override;
  [[nodiscard]] Result<activity::DecodedEvent> decode_padded(std::string_view line) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::atproto
