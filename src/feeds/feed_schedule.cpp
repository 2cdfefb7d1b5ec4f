#include "feeds/feed_schedule.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/ascii.hpp"

namespace chancery::feeds {
namespace {

using std::chrono::seconds;

std::optional<seconds> count_of_seconds(std::string_view digits) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error == std::errc::result_out_of_range) return kLongestPoll;
  if (error != std::errc{} || end == digits.data() || count < 0) return std::nullopt;
  return std::min(seconds{count}, kLongestPoll);
}

seconds spread(seconds even, double random) {
  return seconds{std::llround(static_cast<double>(even.count()) * (0.9 + 0.2 * random))};
}

seconds within_bounds(seconds wait) {
  return std::clamp(wait, kShortestPoll, kLongestPoll);
}

}  // namespace

NextPoll next_poll(seconds interval, const PollOutcome& outcome, Timestamp now, double random) {
  if (outcome.kind == PollOutcome::Kind::Failed) {
    if (outcome.retry_after) {
      // Spread upwards alone: never sooner than the server asked for.
      const auto asked = within_bounds(*outcome.retry_after);
      const seconds more{std::llround(static_cast<double>(asked.count()) * 0.1 * random)};
      return {interval, now + within_bounds(asked + more)};
    }
    const int doublings = std::clamp(outcome.failures - 1, 0, 8);
    return {interval, now + within_bounds(spread(kShortestPoll * (1 << doublings), random))};
  }
  interval = outcome.kind == PollOutcome::Kind::News ? interval / 2 : std::min(interval + interval / 4, kPatience);
  interval = within_bounds(interval);
  const auto asked = std::max({interval, outcome.period.value_or(seconds{0}), outcome.max_age.value_or(seconds{0})});
  return {interval, now + within_bounds(spread(within_bounds(asked), random))};
}

std::optional<seconds> max_age(std::string_view cache_control) {
  const auto text = ascii::lower(cache_control.substr(0, 1'024));
  if (text.find("no-cache") != std::string::npos || text.find("no-store") != std::string::npos) return std::nullopt;
  constexpr std::string_view kName = "max-age=";
  for (auto at = text.find(kName); at != std::string::npos; at = text.find(kName, at + 1)) {
    if (at > 0 && text[at - 1] != ' ' && text[at - 1] != ',') continue;  // the end of another word
    return count_of_seconds(std::string_view(text).substr(at + kName.size()));
  }
  return std::nullopt;
}

std::optional<seconds> retry_after(std::string_view value, Timestamp now) {
  if (const auto count = count_of_seconds(value)) return count;
  const auto date = from_http_date(value);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds{0}, kLongestPoll);
}

}  // namespace chancery::feeds
