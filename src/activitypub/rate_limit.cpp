#include "activitypub/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace chancery::activitypub {

RateLimit::RateLimit(const Clock& clock, double per_second, double burst, std::size_t names)
    : clock_(clock), per_second_(per_second), burst_(burst), names_(names) {}

std::optional<std::chrono::seconds> RateLimit::take(std::string_view name) {
  const auto now = clock_.steady();
  const std::scoped_lock lock(mutex_);
  auto bucket = buckets_.find(name);
  if (bucket == buckets_.end()) {
    if (buckets_.size() >= names_) make_room(now);
    bucket = buckets_.emplace(std::string(name), Bucket{burst_, now}).first;
  }
  auto& [tokens, at] = bucket->second;
  tokens = std::min(burst_, tokens + per_second_ * std::chrono::duration<double>(now - at).count());
  at = now;
  if (tokens >= 1) {
    tokens -= 1;
    return std::nullopt;
  }
  return std::chrono::seconds{std::max<std::int64_t>(1, std::llround(std::ceil((1 - tokens) / per_second_)))};
}

// Forgets who could ask at full burst again anyway; when that is nobody, everyone: the names came from a flood.
void RateLimit::make_room(std::chrono::steady_clock::time_point now) {
  const auto refilled = [&](const auto& entry) {
    const std::chrono::duration<double> idle = now - entry.second.at;
    return entry.second.tokens + per_second_ * idle.count() >= burst_;
  };
  if (std::erase_if(buckets_, refilled) == 0) buckets_.clear();
}

}  // namespace chancery::activitypub
