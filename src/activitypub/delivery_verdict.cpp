#include <algorithm>
#include <cmath>

#include "activitypub/delivery.hpp"
#include "net/retry_after.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::chrono::milliseconds kFirstRetry{5'000};
constexpr std::chrono::milliseconds kLastRetry{12 * 3600 * 1'000};

}  // namespace

Verdict judge(const Result<net::IncomingResponse>& answer, Timestamp now) {
  using Kind = Verdict::Kind;
  if (!answer) {
    const auto code = answer.error().code;
    if (code == Errc::Malformed) return {Kind::Failed, {}, false};
    // The inbox itself was looked at before it was asked: what the guard refused is the address its name leads to just
    // now. That may pass, and tells of the host.
    if (code == Errc::Refused) return {Kind::Retry, {}, true};
    // Our own queue was full: nobody was asked.
    if (code == Errc::TooMany) return {Kind::Retry, {}, false};
    return {Kind::Retry, {}, true};
  }
  const int status = answer->status;
  if (status >= 200 && status < 300) return {Kind::Delivered, {}, false};
  if (status == 410) return {Kind::Gone, {}, false};
  if (status == 429 || status == 503) return {Kind::Retry, retry_after(*answer, now), true};
  if (status == 408 || status == 425) return {Kind::Retry, {}, false, true};
  // It may be that the peer could not ask us for our key just then, nothing of the activity.
  if (status == 401 || status == 403) return {Kind::Retry, {}, false, true};
  // A gateway speaks of the server behind it; an error of the server's own may be due to what it was sent.
  if (status == 502 || status == 504) return {Kind::Retry, {}, true};
  if (status >= 500) return {Kind::Retry, {}, true, true};
  return {Kind::Failed, {}, false};
}

std::chrono::milliseconds back_off(int attempts, double random) {
  const int doublings = std::clamp(attempts - 1, 0, 20);
  const auto even = std::min(kFirstRetry * (std::int64_t{1} << doublings), kLastRetry);
  return std::chrono::milliseconds{std::llround(static_cast<double>(even.count()) * (0.75 + 0.5 * random))};
}

}  // namespace chancery::activitypub
