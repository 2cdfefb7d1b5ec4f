#include "net/retry_after.hpp"

#include <algorithm>
#include <charconv>

namespace chancery::net {
namespace {

using std::chrono::seconds;

constexpr seconds kLongestWait{24 * 3600};

}  // namespace

std::optional<seconds> retry_after(const IncomingResponse& answer, std::optional<Timestamp> now) {
  const auto value = answer.headers.find("Retry-After");
  if (!value) return std::nullopt;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), count);
  if (error == std::errc{} && end == value->data() + value->size()) {
    return std::clamp(seconds{std::min<std::int64_t>(count, kLongestWait.count())}, seconds{0}, kLongestWait);
  }
  const auto date = from_http_date(*value);
  if (!date || !now) return std::nullopt;
  return std::clamp(std::chrono::ceil<seconds>(*date - *now), seconds{0}, kLongestWait);
}

}  // namespace chancery::net
