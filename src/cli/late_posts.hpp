// Who may publish for an account hears of its posts that should have left, and have not.
#pragma once

#include <cstddef>
#include <stop_token>

#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// Each is told of each such post once. Gives how many notices that were.
[[nodiscard]] Result<std::size_t> tell_of_late_posts(store::Store& store);
// The same once a minute until stopped, on a thread of its own: the sender's may be the one that is stuck.
void watch_for_late_posts(store::Store& store, const std::stop_token& stop);

}  // namespace chancery::cli
