// A time zone of the IANA database, and what clocks there show. The rules are the operating system's (tzdata), read by
// Howard Hinnant's library, for g++ 12 has none (ADR 44): a government that changes its summer time is an apt upgrade,
// not a release. A value type: cheap to copy. Thread safety: immutable; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::desk {

// What a clock on the wall shows. `minute` may be 1440: the end of the day.
struct LocalTime {
  std::chrono::year_month_day day;
  std::chrono::minutes minute{0};
  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

class Zone {
 public:
  // "Africa/Nairobi". Fails with Errc::Invalid and names a near one; with Errc::Unavailable where the system has no
  // tzdata.
  [[nodiscard]] static Result<Zone> named(std::string_view name);
  // Asks nothing of the system.
  [[nodiscard]] static Zone utc() { return {"UTC", nullptr}; }
  [[nodiscard]] const std::string& name() const { return name_; }
  // To the minute below.
  [[nodiscard]] LocalTime local(Timestamp at) const;
  // When clocks there show it. Shown twice (clocks go back): the first. Never shown (clocks go forward): the moment
  // they jump.
  [[nodiscard]] Timestamp instant(const LocalTime& local) const;

 private:
  Zone(std::string name, const void* rules) : name_(std::move(name)), rules_(rules) {}

  std::string name_;
  const void* rules_ =
      nullptr;  // date::time_zone: owned by the library for the process's life, never changed; none: UTC
};

}  // namespace chancery::desk
