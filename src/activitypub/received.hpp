// What was received already. Kept as digests: nobody's reading of us is to be told from them. For activitypub/ alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "activity/addresses.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Longer than a signature lives and than peers try again.
inline constexpr std::chrono::hours kActivityKept{14 * 24};
// How much later than its Delete or Undo a Create or a Like may come: as long as its server tries again.
inline constexpr std::chrono::hours kWithdrawalKept{72};
// The same of a Follow, whose id may be that of a later one.
inline constexpr std::chrono::hours kUndoneFollowKept{6};

// A block stands long; so long its Undo may name it by its id alone.
inline constexpr std::chrono::hours kBlockKept{365 * 24};
// As long as a signature made before it may come, and longer than what is signed ahead of time.
inline constexpr std::chrono::hours kFollowTimeKept{14};

// What an activity did here, as far as its Undo must know it.
struct Deed {
  enum class Kind { None = 0, Like = 1, Announce = 2, Share = 3, Block = 4, Signed = 5 } kind = Kind::None;
  std::int64_t about = 0;  // note; note; reading; account; when it was signed, in microseconds
};

// True when `name` is not remembered; it is from now on, for `keep`.
[[nodiscard]] bool first_time(store::Transaction& tx, std::string_view name, Timestamp now,
                              std::chrono::hours keep = kActivityKept, const Deed& deed = {});
// What it did, once: its name stays remembered, what it did does not. Nothing when that is not known.
[[nodiscard]] std::optional<Deed> take_deed(store::Transaction& tx, std::string_view name);
// False when a later one of this `name` was heard of before; `signed_at` by the sender's clock. Remembers it.
[[nodiscard]] bool is_latest(store::Transaction& tx, std::string_view name, Timestamp signed_at, Timestamp now);
[[nodiscard]] bool was_received(store::Transaction& tx, std::string_view name);
// Removes what is remembered no longer.
void forget_expired(store::Transaction& tx, Timestamp now);
// True when it was remembered; it no longer is.
[[nodiscard]] bool forget_received(store::Transaction& tx, std::string_view name);

// The name under which an actor's activity is remembered.
[[nodiscard]] std::string name_under(std::string_view actor, std::string_view activity);
// The name under which the Delete of an object is remembered, should its Create come later.
[[nodiscard]] std::string withdrawal_of(std::string_view object);
// The same of an actor's Undo of a Follow. Used up by the Follow it stops: the id of a later one may be the same.
[[nodiscard]] std::string undoing_of(std::string_view actor, std::string_view follow);

// The name under which it is remembered when an actor last followed an account or undid that.
[[nodiscard]] std::string follow_time_of(std::string_view actor, activity::AccountId account);

}  // namespace chancery::activitypub
