// Taking a share back: it stands no longer, and everybody who heard of it is told (ActivityStreams Undo).
#pragma once

#include <chrono>
#include <string_view>

#include "base/result.hpp"
#include "speak/publisher.hpp"
#include "staff/users.hpp"
#include "store/shares.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// By a person: Publish on its account. The transparency log says when. Doing it twice succeeds and tells once. Fails
// with Errc::NotFound or Forbidden.
[[nodiscard]] Status take_back_share(store::Store& store, const Publisher& publisher, activity::ActivityId id,
                                     const staff::User& by);

// The same for whoever was asked already: `actor` as in the audit log, `reason` for the post's own record.
struct TakingBack {
  std::string_view actor;
  std::string_view reason;
  Timestamp now;
};
[[nodiscard]] Status take_back_share(store::Transaction& tx, const Publisher& publisher, const store::Share& share,
                                     const TakingBack& how);

// What was looked at to be shared or quoted is kept for a month, and longer while something of ours speaks of it.
inline constexpr std::chrono::days kSourceKept{30};
void forget_sources(store::Store& store);

}  // namespace chancery::speak
