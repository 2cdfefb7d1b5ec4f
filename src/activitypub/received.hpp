// What was received already. Kept as digests: nobody's reading of us is to be told from them. For activitypub/ alone.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// True when `name` was not received within the last 14 days; it is remembered from now on.
[[nodiscard]] bool first_time(store::Transaction& tx, std::string_view name, Timestamp now);
[[nodiscard]] bool was_received(store::Transaction& tx, std::string_view name);

// The name under which the Delete of an object is remembered, should its Create come later.
[[nodiscard]] std::string withdrawal_of(std::string_view object);

}  // namespace chancery::activitypub
