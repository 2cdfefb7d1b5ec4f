// What was received already. Kept as digests: nobody's reading of us is to be told from them. For activitypub/ alone.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Longer than a signature lives and than peers try again.
inline constexpr std::chrono::hours kActivityKept{14 * 24};
// How much later than its Delete or Undo a Create or a Like may come: as long as its server tries again.
inline constexpr std::chrono::hours kWithdrawalKept{72};
// The same of a Follow, whose id may be that of a later one.
inline constexpr std::chrono::hours kUndoneFollowKept{6};

// True when `name` is not remembered; it is from now on, for `keep`.
[[nodiscard]] bool first_time(store::Transaction& tx, std::string_view name, Timestamp now,
                              std::chrono::hours keep = kActivityKept);
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

}  // namespace chancery::activitypub
