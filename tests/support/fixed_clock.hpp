// A clock that tests set by hand.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace chancery::test {

class FixedClock final : public Clock {
 public:
  explicit FixedClock(Timestamp start = from_micros(1'795'339'800'000'000)) : now_(to_micros(start)) {}
  [[nodiscard]] Timestamp now() const override { return from_micros(now_.load()); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point{std::chrono::microseconds{now_.load()}};
  }
  void advance(std::chrono::microseconds by) { now_ += by.count(); }
  void set(Timestamp to) { now_ = to_micros(to); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace chancery::test
