// A post of the open networks on its way through listening, whatever network it came from.
//
// Posts pass in batches of views: nothing is copied until a watch matches. What does not match is counted and
// forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::activity {

// Views into the batch's own memory: valid during PostSink::take only.
//
// A share of somebody else's post without words of one's own is a post as well: `repost_of` is set, `text` is empty.
struct PublicPost {
  std::string_view id;                 // at://did/collection/rkey, or the neutral line's id
  std::string_view author;             // DID, or the neutral line's author: never shown for private persons
  Timestamp time;                      // when it was seen on the network, not what the author claims
  std::string_view text;               // UTF-8, checked
  std::string_view declared_language;  // the first the author declares, or empty
  std::string_view in_reply_to;
  std::string_view repost_of;  // the id of the post that is shared
  std::string_view quote_of;   // the id of the post that is quoted
  std::string_view rev;        // with id: de-duplicates redelivery
  bool update = false;         // replaces an earlier post of the same id
  bool media = false;          // carries pictures or a film
  // Each once, in the order they stand, at most kMaxParts of each.
  std::span<const std::string_view> links;     // addresses, as the author wrote them
  std::span<const std::string_view> mentions;  // DIDs, or names without '@'
  std::span<const std::string_view> tags;      // without '#', in the author's own case

  static constexpr std::size_t kMaxParts = 64;
};

// A post, or everything of an author, was taken down: what we stored must go.
struct Removal {
  std::string_view id;  // of a post; empty when the whole author went
  std::string_view author;
  std::string_view rev;  // of the removal itself; with id and author: de-duplicates redelivery. May be empty
};

// Posts first, then removals: a batch never holds a post that followed a removal of its author.
struct PostBatch {
  std::span<const PublicPost> posts;
  std::span<const Removal> removals;
  std::uint64_t events = 0;     // frames or lines read, of any kind
  std::uint64_t bad_lines = 0;  // refused ones among them
  std::string_view source;      // "wss://…" or "recording:NAME": the cursor's name
  std::int64_t cursor = 0;      // position after this batch, to be stored with its effects; 0: none
  Timestamp reached;            // the time the stream had reached there, to be stored with the cursor
};

// How far a source was read, as its batches said. Nothing of both: never.
struct StreamPosition {
  std::int64_t cursor = 0;
  Timestamp reached;

  friend bool operator==(const StreamPosition&, const StreamPosition&) = default;
};

// A stretch of a stream that nobody will hear: the server no longer had it when we came back.
struct StreamGap {
  std::string_view source;  // as in PostBatch
  Timestamp from;           // the last that was heard before; the epoch when that is not known
  Timestamp to;             // the first that was heard after
};

// Takes batches in order from one source thread. Returns once the batch is counted and what matched is queued to
// be stored; fails with Errc::TooMany when the store cannot keep up (the source waits and offers it again).
class PostSink {
 public:
  PostSink() = default;
  PostSink(const PostSink&) = delete;
  PostSink& operator=(const PostSink&) = delete;
  virtual ~PostSink() = default;
  [[nodiscard]] virtual Status take(const PostBatch& batch) = 0;
  // Told between two batches, on the same thread, before the batch that holds the first event after the gap. Its
  // figures are then wrong by what was lost, and must say so. Must not block.
  virtual void gap(const StreamGap& gap) { static_cast<void>(gap); }
};

// One decoded line or frame: at most one post or one removal, or an event of another kind.
struct DecodedEvent {
  enum class Kind { Post, Removal, Other } kind = Kind::Other;
  PublicPost post;
  Removal removal;
  std::int64_t cursor = 0;  // to resume at this event, inclusive; 0: it has no place in the stream
  Timestamp time;           // when the network saw it; the epoch for what has no time
};

// Reads one frame or line of a network. The views in the result live until the next call.
// Fails with Errc::Malformed; `hint` says what is wrong.
class LineDecoder {
 public:
  LineDecoder() = default;
  LineDecoder(const LineDecoder&) = delete;
  LineDecoder& operator=(const LineDecoder&) = delete;
  virtual ~LineDecoder() = default;
  [[nodiscard]] virtual Result<DecodedEvent> decode(std::string_view line) = 0;
  // The same for a line behind which kPadding more bytes may be read, whatever they are: it need not be copied.
  // The views may then lie in the line itself.
  static constexpr std::size_t kPadding = 64;
  [[nodiscard]] virtual Result<DecodedEvent> decode_padded(std::string_view line) { return decode(line); }
};

}  // namespace chancery::activity
