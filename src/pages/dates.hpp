// Times and numbers as people read them, in the six languages; times in UTC, for a ministry is read in every time zone.
// For pages/ alone.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "pages/labels.hpp"

namespace chancery::pages {

[[nodiscard]] std::string shown_date(Timestamp time, const Labels& labels);  // "22 November 2026"
[[nodiscard]] std::string shown_time(Timestamp time, const Labels& labels);  // "22 November 2026, 09:30 UTC"
[[nodiscard]] std::string rfc3339_seconds(Timestamp time);
[[nodiscard]] std::string rfc822(Timestamp time);  // "Sun, 22 Nov 2026 09:30:00 +0000"

// "1 600 000", with narrow spaces as ISO 80000-1 has them: no language reads those wrongly.
[[nodiscard]] std::string shown_number(std::int64_t number);

}  // namespace chancery::pages
