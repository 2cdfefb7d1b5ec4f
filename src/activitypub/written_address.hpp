// What stands at an address that a person wrote, while she waits. For worker threads alone.
#pragma once

#include <chrono>
#include <string>

#include "activitypub/key_ring.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace chancery::activitypub {

// The object of this id. Fails as KeyRing::fetch_document does, but with Errc::Refused where another object stands
// there, and with Errc::Timeout after `until`.
[[nodiscard]] Result<json::Object> fetch_named(KeyRing& keys, const Clock& clock, const std::string& id,
                                               std::chrono::steady_clock::time_point until);
// The same of the address people copy, which may be of the object's page: the object is believed by its id.
[[nodiscard]] Result<json::Object> fetch_written(KeyRing& keys, const Clock& clock, const std::string& address,
                                                 std::chrono::steady_clock::time_point until);

}  // namespace chancery::activitypub
