// A calendar's hours as JSON, as they are stored and as the interface speaks of them:
//   week  {"mon": [["08:30", "12:00"], ["13:00", "17:00"]], "tue": [], …}   a day that is not named is closed
//   hours [["10:00", "12:00"]]                                              of one day; [] is a holiday
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "desk/calendar.hpp"

namespace chancery::desk {

// Each fails with Errc::Invalid; the hint names the day and the form. Whether hours overlap is Calendar::of's to say.
[[nodiscard]] Result<std::array<std::vector<Hours>, 7>> read_week(const json::Object& week);
[[nodiscard]] Result<std::vector<Hours>> read_hours(const json::Array& hours, std::string_view where);
[[nodiscard]] Result<std::chrono::sys_days> read_day(std::string_view text);  // "2026-05-17"

[[nodiscard]] json::Object write_week(const std::array<std::vector<Hours>, 7>& week);
[[nodiscard]] json::Array write_hours(const std::vector<Hours>& hours);
[[nodiscard]] std::string write_day(std::chrono::sys_days day);

}  // namespace chancery::desk
