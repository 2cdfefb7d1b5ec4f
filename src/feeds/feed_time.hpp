// The dates people write into feeds.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace chancery::feeds {

// Reads RFC 3339 and what resembles it (a blank for the T, no seconds, no zone, no time, ISO 8601's basic form), RFC
// 822 and what resembles it (a two-digit year, no seconds, the zones of America, Europe and Asia by name, "GMT+2", no
// zone, the C library's order, AM and PM), and days written 22.11.2026 or 2026/11/22. Without a zone UTC is meant,
// without a time midnight. Nothing when it is no date of 1990 to 2099.
[[nodiscard]] std::optional<Timestamp> parse_feed_time(std::string_view text);

}  // namespace chancery::feeds
