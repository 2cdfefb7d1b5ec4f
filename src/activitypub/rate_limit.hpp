// A token bucket for each name: who asks faster than allowed waits.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace chancery::activitypub {

// Thread safety: any thread.
class RateLimit {
 public:
  // `per_second` refills, `burst` is the bucket's size; at most `names` are remembered, full buckets are forgotten
  // first.
  RateLimit(const Clock& clock, double per_second, double burst, std::size_t names = 10'000);
  // Nothing when it is allowed (and counted), else how long to wait.
  [[nodiscard]] std::optional<std::chrono::seconds> take(std::string_view name);

 private:
  struct Bucket {
    double tokens = 0;
    std::chrono::steady_clock::time_point at;
  };
  void make_room(std::chrono::steady_clock::time_point now);

  const Clock& clock_;
  const double per_second_;
  const double burst_;
  const std::size_t names_;
  std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> buckets_;  // guarded by mutex_
};

}  // namespace chancery::activitypub
