#include "desk/calendar_spec.hpp"

#include <gtest/gtest.h>

namespace chancery::desk {
namespace {

using namespace std::chrono_literals;

Result<std::array<std::vector<Hours>, 7>> week(const char* text) {
  return read_week(json::parse_object(text).value());
}

TEST(CalendarSpec, AWeekIsReadBackAsItWasWritten) {
  const auto read = week(R"({"mon": [["08:30", "12:00"], ["13:00", "24:00"]], "sun": []})").value();
  EXPECT_EQ(read[0], (std::vector<Hours>{{8h + 30min, 12h}, {13h, 24h}}));
  EXPECT_TRUE(read[1].empty());
  EXPECT_EQ(read_week(write_week(read)).value(), read);
  EXPECT_EQ(json::Value(write_hours(read[0])), json::parse(R"([["08:30","12:00"],["13:00","24:00"]])").value());
}

TEST(CalendarSpec, WhatIsNoWeekIsToldByItsDay) {
  EXPECT_EQ(week(R"({"monday": []})").error().hint, "week.monday: the days are mon tue wed thu fri sat sun.");
  for (const auto* text :
       {R"({"tue": "9-17"})", R"({"tue": [["9:00", "17:00"]]})", R"({"tue": [["09:00"]]})",
        R"({"tue": [["09:60", "17:00"]]})", R"({"tue": [["09:00", "24:01"]]})", R"({"tue": [[9, 17]]})"}) {
    EXPECT_EQ(week(text).error().hint, "week.tue: write hours as [[\"08:30\", \"12:00\"]], at most 12 a day.") << text;
  }
}

TEST(CalendarSpec, ADayIsOneOfTheCalendar) {
  EXPECT_EQ(write_day(read_day("2026-05-07").value()), "2026-05-07");
  for (const auto* text : {"2026-02-30", "26-05-07", "2026-5-7", "2101-01-01", "2026-05-0x", ""}) {
    EXPECT_EQ(read_day(text).error().code, Errc::Invalid) << text;
  }
}

}  // namespace
}  // namespace chancery::desk
