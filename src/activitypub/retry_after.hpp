// How long a server asks us to wait (RFC 9110 section 10.2.3).
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "net/http_client.hpp"

namespace chancery::activitypub {

// Seconds, or until a date; a day at most. Nothing when it does not say.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const net::IncomingResponse& answer, Timestamp now);

}  // namespace chancery::activitypub
