// Reads one frame of a Jetstream v2 stream (network.bsky.jetstream.subscribeEvents, framed as xrpc.v1.json):
//   {"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit",…}}
//   {"$type":"error","error","message"?}, after which the server closes.
// What becomes of commits and accounts stands in stream_event.hpp. Beyond it:
//   #sync -> Removal of everything of the author: the repository was replaced, and what it holds now follows as
//            creates (docs of the server, section 4.5)
//   #info, errors, kinds not known -> Other; an #info or an error is told by `notice`.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::atproto {

// What the server says of the stream itself.
struct StreamNotice {
  enum class Kind { None, Info, Error } kind = Kind::None;
  std::string name;     // "OutdatedCursor", "ConsumerTooSlow", …
  std::string message;  // the server's words: for the log alone
};

// An event's cursor is its `seq`, which belongs to one server; its time is `time`, when that server saw it. Frames of
// no event have neither. As for memory and spelling: see JetstreamV1Decoder.
//
// Thread safety: one thread.
class JetstreamV2Decoder final : public activity::LineDecoder {
 public:
  static constexpr std::size_t kMaxLine = 5 * 1024 * 1024;

  // Borrows the clock for its lifetime: an event more than a day ahead of it is refused, as is one before 2020.
  explicit JetstreamV2Decoder(const Clock& clock);
  ~JetstreamV2Decoder() override;

  // Fails with Errc::Malformed for what is no such frame. The hint never quotes it.
  [[nodiscard]] Result<activity::DecodedEvent> decode(std::string_view line) override;
  [[nodiscard]] Result<activity::DecodedEvent> decode_padded(std::string_view line) override;

  // Of the frame that was decoded last.
  [[nodiscard]] const StreamNotice& notice() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::atproto
