// How long a server asks us to wait (RFC 9110 section 10.2.3).
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "net/http_client.hpp"

namespace chancery::net {

// Seconds, or from `now` until a date; a day at most. Nothing when it does not say, or `now` is not known and it
// names a date.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const IncomingResponse& answer,
                                                              std::optional<Timestamp> now);

}  // namespace chancery::net
