// How soon something is to be done. `days`: working days; `covered`: time in which the desk is open or somebody is on
// duty.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

#include "base/result.hpp"
#include "desk/event.hpp"

namespace chancery::desk {

enum class Unit : std::uint8_t { Wall, Covered, Desk, Days };                 // "wall", "covered", "desk", "days"
enum class ClockName : std::uint8_t { FirstAnswer, NextAnswer, Resolution };  // "first", "next", "resolve"

struct Target {
  std::int64_t amount = 0;  // minutes; of Days: days. 0: none
  Unit unit = Unit::Desk;
  friend auto operator<=>(const Target&, const Target&) = default;
};

inline constexpr std::int64_t kLongestTarget = 365 * 24 * 60;  // minutes
inline constexpr std::int64_t kMostDays = 365;

[[nodiscard]] std::string_view to_string(Unit unit);
[[nodiscard]] std::string_view to_string(ClockName clock);
// Each fails with Errc::Invalid; the hint lists the words.
[[nodiscard]] Result<Unit> parse_unit(std::string_view text);
[[nodiscard]] Result<ClockName> parse_clock_name(std::string_view text);
// Fails with Errc::Invalid outside 0 to a year.
[[nodiscard]] Status check_target(const Target& target);

// What is promised, at each desk for each matter. A value.
class Targets {
 public:
  // life 5 min wall where somebody is on duty at that moment, else as consular · consular 1 h covered · question 4 h
  // desk · dialogue 1 day, for the first answer and each next one; resolution: life and consular 1 day, others none. No
  // ministry is known to publish targets in minutes.
  [[nodiscard]] static Targets defaults();
  void set(DeskId desk, Matter matter, ClockName clock, Target target);  // desk 0: for all that have none of their own
  [[nodiscard]] Target of(DeskId desk, Matter matter, ClockName clock, bool on_duty) const;
  friend bool operator==(const Targets&, const Targets&) = default;

 private:
  std::map<std::tuple<DeskId, Matter, ClockName>, Target> rows_;
};

}  // namespace chancery::desk
