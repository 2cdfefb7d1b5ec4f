#include "notify/webhook_schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "net/retry_after.hpp"

namespace chancery::notify {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr std::array<std::chrono::seconds, kWebhookTries - 1> kWaits{5s, 5min, 30min, 3h, 12h, 24h, 36h};
constexpr milliseconds kFirstWait = 5s;
constexpr milliseconds kLongestWait = 12h;

milliseconds spread(milliseconds even, double random) {
  return milliseconds{std::llround(static_cast<double>(even.count()) * (0.75 + 0.5 * random))};
}

}  // namespace

WebhookAnswer judge_answer(const Result<net::IncomingResponse>& answer, Timestamp now) {
  if (!answer) return {};
  if (answer->status >= 200 && answer->status < 300) return {WebhookVerdict::Delivered, answer->status, {}};
  if (answer->status == 410) return {WebhookVerdict::Gone, answer->status, {}};
  return {WebhookVerdict::Failed, answer->status, net::retry_after(*answer, now)};
}

std::optional<milliseconds> next_try(int attempts, double random) {
  if (attempts < 1 || attempts >= kWebhookTries) return std::nullopt;
  return spread(kWaits.at(static_cast<std::size_t>(attempts) - 1), random);
}

milliseconds left_alone(int failures, double random) {
  const int doublings = std::clamp(failures - 1, 0, 20);
  return spread(std::min(kFirstWait * (std::int64_t{1} << doublings), kLongestWait), random);
}

}  // namespace chancery::notify
