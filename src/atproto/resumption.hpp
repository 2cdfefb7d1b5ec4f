// Where a stream is taken up again after a break, what of it was heard already, and what was lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/public_post.hpp"
#include "activity/source_control.hpp"
#include "atproto/jetstream_address.hpp"
#include "base/clock.hpp"

namespace chancery::atproto {

// Remembers the last kSize events by a keyed 64-bit hash: the least recent is forgotten first. Two of them are taken
// for one once in 10^14; nobody who does not know the seed can bring that about.
class RecentEvents {
 public:
  static constexpr std::size_t kSize = 1UL << 17U;

  explicit RecentEvents(std::uint64_t seed);
  // False when it is remembered already. O(1).
  [[nodiscard]] bool insert(const activity::DecodedEvent& event);

 private:
  [[nodiscard]] std::uint64_t fingerprint(const activity::DecodedEvent& event) const;
  [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const;
  void forget(std::uint64_t hash);

  std::uint64_t seed_;
  std::vector<std::uint64_t> slots_;  // open addressing, linear; 0 is empty
  std::vector<std::uint64_t> order_;  // a ring
  std::size_t next_ = 0;
};

// Delivery is at least once, so a connection asks for a little more than is needed, and what comes twice is dropped:
//   v1: five seconds before the last event; by (did, collection, rkey, rev) in RecentEvents
//   v2: the last event's seq, inclusive; what has no greater seq, too
// v2 falls back to asking by time, as v1 does, when the server no longer has the seq, or counts otherwise than the
// one we knew: its first event then has a smaller seq, or comes later than it should.
//
// A server that no longer has what was asked by time begins with what it has, v1 without a word. The first event
// then is later than the last we heard: what lies between is the gap.
//
// Thread safety: one thread.
class Resumption {
 public:
  static constexpr std::chrono::microseconds kOverlap{std::chrono::seconds{5}};
  // Events of one moment may come in any order; a first event this much later is no gap.
  static constexpr std::chrono::microseconds kDisorder{std::chrono::seconds{1}};

  Resumption(Wire wire, std::uint64_t seed) : wire_(wire), recent_(seed) {}

  // A connection begins. `stored` counts until this object has seen events itself; without a cursor but with a time
  // (another server's) the stream is taken up by time. Gives the cursor to ask for; 0: live.
  [[nodiscard]] std::int64_t begin(const activity::StreamPosition& stored);
  // The server refused the cursor as too old: the next connection asks by time.
  void refused() { by_time_ = refused_ = true; }

  enum class Verdict : std::uint8_t {
    Take,
    Drop,       // heard before
    Elsewhere,  // not where we asked: connect again, by time
  };
  [[nodiscard]] Verdict judge(const activity::DecodedEvent& event);
  // What the first event of this connection showed to be lost; nothing once it was asked for.
  [[nodiscard]] std::optional<activity::SourceGap> take_gap() { return std::exchange(gap_, std::nullopt); }

 private:
  [[nodiscard]] bool by_seq() const { return wire_ == Wire::V2 && !by_time_; }
  [[nodiscard]] Verdict judge_first(const activity::DecodedEvent& event);

  Wire wire_;
  RecentEvents recent_;
  activity::StreamPosition position_;  // of the last event that was heard, in whatever life of the program
  std::int64_t heard_ = 0;             // this connection: what has no greater cursor was counted before
  std::int64_t asked_ = 0;
  bool first_ = true;  // nothing came on this connection yet
  bool by_time_ = false;
  bool refused_ = false;
  bool seen_ = false;  // position_ is our own
  std::optional<activity::SourceGap> gap_;
};

}  // namespace chancery::atproto
