#include "desk/calendar_spec.hpp"

#include <algorithm>
#include <optional>

namespace chancery::desk {
namespace {

constexpr auto kDays = std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
constexpr std::size_t kMostHours = 12;  // stretches of one day

std::optional<int> digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return text.empty() ? std::nullopt : std::optional(number);
}

// "08:30"; "24:00" is the end of the day.
std::optional<std::chrono::minutes> minute_of(const json::Value& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.get_string();
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, 2));
  const auto minute = digits(text.substr(3));
  if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
  return std::chrono::minutes{*hour * 60 + *minute};
}

std::string two(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string written(std::chrono::minutes minute) {
  const int count = static_cast<int>(minute.count());
  return two(count / 60) + ":" + two(count % 60);
}

tl::unexpected<Error> refuse_spec(std::string_view where) {
  return fail(Errc::Invalid, "bad hours",
              std::string(where) + ": write hours as [[\"08:30\", \"12:00\"]], at most 12 a day.");
}

}  // namespace

Result<std::vector<Hours>> read_hours(const json::Array& hours, std::string_view where) {
  std::vector<Hours> read;
  if (hours.size() > kMostHours) return refuse_spec(where);
  for (const json::Value& each : hours) {
    if (!each.is_array() || each.get_array().size() != 2) return refuse_spec(where);
    const auto from = minute_of(each.get_array()[0]);
    const auto to = minute_of(each.get_array()[1]);
    if (!from || !to) return refuse_spec(where);
    read.push_back({*from, *to});
  }
  return read;
}

Result<std::array<std::vector<Hours>, 7>> read_week(const json::Object& week) {
  std::array<std::vector<Hours>, 7> read;
  for (const auto& [name, value] : week) {
    const auto* const day = std::ranges::find(kDays, std::string_view(name));
    const std::string where = "week." + std::string(name).substr(0, 20);
    if (day == kDays.end())
      return fail(Errc::Invalid, "no such day", where + ": the days are mon tue wed thu fri sat sun.");
    if (!value.is_array()) return refuse_spec(where);
    auto hours = read_hours(value.get_array(), where);
    if (!hours) return fail(hours.error());
    read[static_cast<std::size_t>(day - kDays.begin())] = std::move(*hours);
  }
  return read;
}

Result<std::chrono::sys_days> read_day(std::string_view text) {
  const auto refuse_day = [] { return fail(Errc::Invalid, "not a day", "day: write 2026-05-17, from 1990 to 2100."); };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return refuse_day();
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8));
  if (!year || !month || !day) return refuse_day();
  const auto date = std::chrono::year{*year} / *month / *day;
  if (!date.ok() || *year < 1990 || *year > 2100) return refuse_day();
  return std::chrono::sys_days{date};
}

json::Array write_hours(const std::vector<Hours>& hours) {
  json::Array written_hours;
  for (const Hours& each : hours) written_hours.push_back(json::Array{written(each.from), written(each.to)});
  return written_hours;
}

json::Object write_week(const std::array<std::vector<Hours>, 7>& week) {
  json::Object object;
  for (std::size_t n = 0; n < week.size(); ++n) object[kDays[n]] = write_hours(week[n]);
  return object;
}

std::string write_day(std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two(static_cast<int>(static_cast<unsigned>(date.month()))) + "-" +
         two(static_cast<int>(static_cast<unsigned>(date.day())));
}

}  // namespace chancery::desk
