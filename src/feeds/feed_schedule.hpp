// When a feed is read again. Pure: every clock and dice is given.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace chancery::feeds {

inline constexpr std::chrono::seconds kShortestPoll = std::chrono::minutes{10};
inline constexpr std::chrono::seconds kLongestPoll = std::chrono::hours{24};
// What an interval grows to by itself, when a feed has nothing to say and asks for nothing.
inline constexpr std::chrono::seconds kPatience = std::chrono::hours{2};

struct PollOutcome {
  enum class Kind { News, Nothing, Failed } kind = Kind::Nothing;
  int failures = 0;                                 // in a row, this one included
  std::optional<std::chrono::seconds> period;       // the feed asks for it (ttl, sy:updatePeriod)
  std::optional<std::chrono::seconds> max_age;      // its server does (Cache-Control)
  std::optional<std::chrono::seconds> retry_after;  // it refused until then
};
struct NextPoll {
  std::chrono::seconds interval{0};  // to be given to the next call
  Timestamp at;
};
// News halve the interval, silence lets it grow by a quarter up to kPatience; never sooner than feed and server ask
// for, and always between kShortestPoll and kLongestPoll. After a failure: ten minutes, doubled for each in a row, or
// when the server says. `random` in [0, 1) spreads by a tenth either way, so that feeds do not march in step.
[[nodiscard]] NextPoll next_poll(std::chrono::seconds interval, const PollOutcome& outcome, Timestamp now,
                                 double random);

// Cache-Control's max-age (RFC 9111 section 5.2.2.1); nothing when it says no-cache or no-store.
[[nodiscard]] std::optional<std::chrono::seconds> max_age(std::string_view cache_control);
// Retry-After: seconds, or a date (RFC 9110 section 10.2.3).
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(std::string_view value, Timestamp now);

}  // namespace chancery::feeds
