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
    return std::chrono::steady_clock::time_point{std::chrono::microseconds{now_.load() - leapt_.load()}};
  }
  void advance(std::chrono::microseconds by) { now_ += by.count(); }
  void set(Timestamp to) { now_ = to_micros(to); }
  // Somebody set the clock on the wall, forth or back: the steady one does not notice.
  void leap(std::chrono::microseconds by) {
    leapt_ += by.count();
    now_ += by.count();
  }

 private:
  std::atomic<std::int64_t> now_;
  std::atomic<std::int64_t> leapt_{0};  // how far the wall clock is from the steady one
};

}  // namespace chancery::test
