// Time: one wall-clock type for the whole program, and a clock that tests can set.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery {

// UTC, microseconds: what is stored (as an integer) and compared.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

[[nodiscard]] constexpr std::int64_t to_micros(Timestamp t) {
  return t.time_since_epoch().count();
}
[[nodiscard]] constexpr Timestamp from_micros(std::int64_t us) {
  return Timestamp{std::chrono::microseconds{us}};
}

// "2026-11-22T09:30:00Z", with ".ffffff" only when there is a fraction (RFC 3339).
[[nodiscard]] std::string to_rfc3339(Timestamp t);
// Reads RFC 3339 with any offset and up to nine fraction digits (cut to microseconds).
// Fails with Errc::Malformed.
[[nodiscard]] Result<Timestamp> from_rfc3339(std::string_view text);

// "Sun, 22 Nov 2026 09:30:00 GMT" (RFC 9110 section 5.6.7), the form HTTP's Date header wants.
[[nodiscard]] std::string to_http_date(Timestamp t);
// Reads that form alone. Fails with Errc::Malformed.
[[nodiscard]] Result<Timestamp> from_http_date(std::string_view text);

// Where the program asks what time it is. Wall time for schedules, steady time for leases and deadlines.
// Thread safety: any thread may ask.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
};

}  // namespace chancery
