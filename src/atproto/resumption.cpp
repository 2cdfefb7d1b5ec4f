#include "atproto/resumption.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace chancery::atproto {
namespace {

using activity::DecodedEvent;

// Folds a word into a state: the two halves of a 128-bit product (as in wyhash).
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t hash(std::uint64_t state, std::string_view text) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15;
  state = mix(state ^ text.size(), kOdd);
  while (!text.empty()) {
    std::uint64_t word = 0;
    const auto size = std::min(text.size(), sizeof(word));
    std::memcpy(&word, text.data(), size);
    text.remove_prefix(size);
    state = mix(state ^ word, kOdd ^ (state << 1U));
  }
  return state;
}

constexpr std::size_t kSlots = RecentEvents::kSize * 2;

}  // namespace

RecentEvents::RecentEvents(std::uint64_t seed)
    : seed_(mix(seed ^ 0xa076'1d64'78bd'642f, 0xe703'7ed1'a0b4'28db)), slots_(kSlots), order_(kSize) {}

std::uint64_t RecentEvents::fingerprint(const DecodedEvent& event) const {
  std::uint64_t state = seed_;
  if (event.kind == DecodedEvent::Kind::Post) {
    state = hash(hash(state ^ 1, event.post.id), event.post.rev);
  } else {
    const auto& removal = event.removal;
    state = hash(hash(hash(state ^ 2, removal.id), removal.author), removal.rev);
    if (removal.rev.empty()) state = mix(state, static_cast<std::uint64_t>(to_micros(event.time)) | 1U);
  }
  return state == 0 ? 1 : state;
}

// Where it stands, or the empty slot where it would.
std::size_t RecentEvents::slot_of(std::uint64_t hash) const {
  auto slot = hash % kSlots;
  while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) % kSlots;
  return slot;
}

bool RecentEvents::insert(const DecodedEvent& event) {
  const auto hash = fingerprint(event);
  if (slots_[slot_of(hash)] == hash) return false;
  if (order_[next_] != 0) forget(order_[next_]);
  slots_[slot_of(hash)] = hash;
  order_[next_] = hash;
  next_ = (next_ + 1) % kSize;
  return true;
}

// Closes the hole it leaves: whatever stands behind moves up, unless it stands where it belongs.
void RecentEvents::forget(std::uint64_t hash) {
  auto hole = slot_of(hash);
  slots_[hole] = 0;
  for (auto next = (hole + 1) % kSlots; slots_[next] != 0; next = (next + 1) % kSlots) {
    const auto home = slots_[next] % kSlots;
    const bool reachable = hole <= next ? home <= hole || home > next : home <= hole && home > next;
    if (!reachable) continue;
    slots_[hole] = slots_[next];
    slots_[next] = 0;
    hole = next;
  }
}

std::int64_t Resumption::begin(const activity::StreamPosition& stored) {
  if (!seen_) {
    position_ = stored;
    if (wire_ == Wire::V1 && position_.reached == Timestamp{}) position_.reached = from_micros(stored.cursor);
    if (position_.cursor == 0 && position_.reached != Timestamp{}) by_time_ = true;
  }
  first_ = true;
  gap_.reset();
  heard_ = position_.cursor;
  if (by_seq()) {
    asked_ = position_.cursor;
  } else {
    if (wire_ == Wire::V2) heard_ = 0;  // another numbering
    asked_ = position_.reached == Timestamp{} ? 0 : std::max<std::int64_t>(0, to_micros(position_.reached - kOverlap));
  }
  return asked_;
}

Resumption::Verdict Resumption::judge(const DecodedEvent& event) {
  if (event.cursor == 0) return Verdict::Take;
  if (first_ && judge_first(event) == Verdict::Elsewhere) return Verdict::Elsewhere;
  const bool counted = event.cursor <= heard_;
  const bool other = event.kind == DecodedEvent::Kind::Other;
  if (counted && (by_seq() || other)) return Verdict::Drop;
  if (!other && !recent_.insert(event)) return Verdict::Drop;
  position_.cursor = std::max(position_.cursor, event.cursor);
  position_.reached = std::max(position_.reached, event.time);
  seen_ = true;
  return Verdict::Take;
}

Resumption::Verdict Resumption::judge_first(const DecodedEvent& event) {
  const bool late = position_.reached != Timestamp{} && event.time > position_.reached + kDisorder;
  if (asked_ > 0 && by_seq() && (event.cursor < asked_ || late)) {
    by_time_ = true;
    return Verdict::Elsewhere;
  }
  first_ = false;
  const bool was_refused = std::exchange(refused_, false);
  if ((asked_ > 0 && late) || (was_refused && position_.reached == Timestamp{}))
    gap_ = activity::SourceGap{position_.reached, event.time};
  if (wire_ == Wire::V2 && by_time_) {
    by_time_ = false;  // from here on its own numbers hold
    position_.cursor = heard_ = 0;
  }
  return Verdict::Take;
}

}  // namespace chancery::atproto
