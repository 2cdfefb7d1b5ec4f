// The system's clock, which the demo sets back while it fills what was there before it began.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace chancery::cli {

// Thread safety: any thread may ask and set.
class SetBackClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return system_.now() - back_.load(); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return system_.steady(); }
  // Zero: as the system has it.
  void set_back(std::chrono::hours by) { back_ = by; }

 private:
  const SystemClock system_;
  std::atomic<std::chrono::hours> back_{std::chrono::hours{0}};
};

}  // namespace chancery::cli
