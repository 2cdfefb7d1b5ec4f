// What a person's idempotency key did: the same key of the same person does it once.
//
// The row stands in the transaction of what it did, so a crash leaves both or neither. It holds no answer: an answer
// may carry a text or a secret, and goes with the process.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

inline constexpr std::chrono::days kKeysKept{7};

struct Did {
  int status = 0;       // as it was answered; 0: done, but the process ended before it answered
  std::string subject;  // the id of what it made; may be empty
};

// Nothing while the key is new. Fails with Errc::Invalid when it was used for something else.
[[nodiscard]] Result<std::optional<Did>> did(store::Snapshot& snapshot, UserId user, std::string_view key,
                                             std::string_view fingerprint);
[[nodiscard]] Result<std::optional<Did>> did(store::Transaction& tx, UserId user, std::string_view key,
                                             std::string_view fingerprint);
// Again with the answer, once it is known.
void remember(store::Transaction& tx, UserId user, std::string_view key, std::string_view fingerprint, const Did& did,
              Timestamp now);
// Those of before then, at most `limit`; gives how many.
std::size_t forget_keys(store::Transaction& tx, Timestamp before, std::size_t limit);

}  // namespace chancery::staff
