#include "desk/calendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "unit/desk/utc.hpp"

namespace chancery::desk {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::sys_days;
using testing::at;
using testing::utc;

// Monday to Friday, 9 to 12 and 13 to 17.
CalendarSpec office(std::string zone) {
  CalendarSpec spec;
  spec.zone = std::move(zone);
  for (std::size_t day = 0; day < 5; ++day) spec.week[day] = {{9h, 12h}, {13h, 17h}};
  return spec;
}
CalendarSpec whole_day(std::string zone) {
  CalendarSpec spec;
  spec.zone = std::move(zone);
  spec.week.fill({{0h, 24h}});
  return spec;
}
Calendar made(const CalendarSpec& spec) {
  return Calendar::of(spec).value();
}
sys_days day(int y, int m, int d) {
  return std::chrono::year{y} / m / d;
}

TEST(Calendar, IsOpenInTheHoursOfItsOwnZone) {
  const Calendar cairo = made(office("Africa/Cairo"));   // UTC+2 in March
  EXPECT_TRUE(cairo.open(at("2026-03-02T07:00:00Z")));   // Monday 09:00
  EXPECT_FALSE(cairo.open(at("2026-03-02T10:00:00Z")));  // 12:00: lunch
  EXPECT_FALSE(cairo.open(at("2026-03-02T15:00:00Z")));  // 17:00
  EXPECT_FALSE(cairo.open(at("2026-03-07T08:00:00Z")));  // Saturday
  EXPECT_EQ(cairo.open_between(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")), 35h);
  EXPECT_EQ(cairo.open_between(at("2026-03-09T00:00:00Z"), at("2026-03-02T00:00:00Z")), 0h);
}

TEST(Calendar, AHolidayIsClosedAndASpecialDayHasItsOwnHours) {
  CalendarSpec spec = office("UTC");
  spec.days[day(2026, 3, 3)] = {};
  spec.days[day(2026, 3, 7)] = {{10h, 11h}};
  const Calendar calendar = made(spec);
  EXPECT_EQ(calendar.open_between(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")), 29h);
  EXPECT_EQ(utc(calendar.after(at("2026-03-02T16:00:00Z"), 2h)), "2026-03-04T10:00:00Z");
}

TEST(Calendar, FourDeskHoursReachIntoTheNextMorning) {
  const Calendar calendar = made(office("UTC"));
  EXPECT_EQ(utc(calendar.after(at("2026-03-02T15:00:00Z"), 4h)), "2026-03-03T11:00:00Z");
  EXPECT_EQ(utc(calendar.after(at("2026-03-06T16:30:00Z"), 1h)), "2026-03-09T09:30:00Z");
  EXPECT_EQ(utc(calendar.after(at("2026-03-02T15:00:00Z"), 2h)), "2026-03-02T17:00:00Z")
      << "due at closing, not next day";
  EXPECT_EQ(utc(calendar.after(at("2026-03-02T12:10:00Z"), 0h)), "2026-03-02T13:00:00Z");
  EXPECT_EQ(utc(calendar.after(at("2026-03-02T10:10:00Z"), 0h)), "2026-03-02T10:10:00Z");
}

TEST(Calendar, AWorkingDayLaterIsTheSameTimeOfDayMovedIntoTheHours) {
  const Calendar calendar = made(office("UTC"));
  EXPECT_EQ(utc(calendar.days_after(at("2026-03-02T15:00:12Z"), 1)), "2026-03-03T15:00:12Z");
  EXPECT_EQ(utc(calendar.days_after(at("2026-03-06T15:00:00Z"), 1)), "2026-03-09T15:00:00Z");
  EXPECT_EQ(utc(calendar.days_after(at("2026-03-02T12:30:00Z"), 1)), "2026-03-03T13:00:00Z");
  EXPECT_EQ(utc(calendar.days_after(at("2026-03-07T11:00:00Z"), 1)), "2026-03-10T09:00:00Z")
      << "Saturday counts from Monday";
  CalendarSpec short_tuesday = office("UTC");
  short_tuesday.days[day(2026, 3, 3)] = {{9h, 12h}};
  EXPECT_EQ(utc(made(short_tuesday).days_after(at("2026-03-02T15:00:00Z"), 1)), "2026-03-03T12:00:00Z");
}

TEST(Calendar, DaysOfTwentyThreeAndTwentyFiveHoursHaveThem) {
  const Calendar paris = made(whole_day("Europe/Paris"));
  EXPECT_EQ(paris.open_between(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")), 23h);
  EXPECT_EQ(paris.open_between(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z")), 25h);
  EXPECT_EQ(utc(paris.days_after(at("2026-10-24T12:00:00Z"), 1)), "2026-10-25T13:00:00Z") << "14:00 on both clocks";
  // A night shift from 00:00 to 06:00 has five hours where 02:00 to 03:00 is left out, and seven where it comes twice.
  CalendarSpec night;
  night.zone = "Europe/Paris";
  night.week.fill({{0h, 6h}});
  EXPECT_EQ(made(night).open_between(at("2026-03-28T22:00:00Z"), at("2026-03-29T12:00:00Z")), 5h);
  EXPECT_EQ(made(night).open_between(at("2026-10-24T21:00:00Z"), at("2026-10-25T12:00:00Z")), 7h);
}

TEST(Calendar, LordHowesHalfHourAndKathmandusQuarterAreKept) {
  const Calendar howe = made(whole_day("Australia/Lord_Howe"));
  EXPECT_EQ(howe.open_between(at("2026-10-03T13:30:00Z"), at("2026-10-04T13:00:00Z")), 23h + 30min);
  const Calendar kathmandu = made(office("Asia/Kathmandu"));
  EXPECT_EQ(utc(kathmandu.after(at("2026-03-02T00:00:00Z"), 0h)), "2026-03-02T03:15:00Z");
}

TEST(Calendar, ADayThatNeverWasHasNoHours) {
  const Calendar apia = made(office("Pacific/Apia"));  // 30 December 2011, a Friday, was left out
  EXPECT_EQ(apia.open_between(at("2011-12-30T09:59:59Z"), at("2011-12-30T10:00:01Z")), 0h);
  // Thursday the 29th at 14:00 (UTC-10); the next working day is Monday, 2 January (UTC+14).
  EXPECT_EQ(utc(apia.days_after(at("2011-12-30T00:00:00Z"), 1)), "2012-01-02T00:00:00Z");
}

TEST(Calendar, WithoutHoursNothingEverPasses) {
  CalendarSpec spec;
  spec.zone = "UTC";
  const Calendar closed = made(spec);
  EXPECT_EQ(closed.after(at("2026-03-02T00:00:00Z"), 0h), kNever);
  EXPECT_EQ(closed.days_after(at("2026-03-02T00:00:00Z"), 1), kNever);
  EXPECT_EQ(Calendar::always().after(at("2026-03-02T00:00:00Z"), 90min), at("2026-03-02T01:30:00Z"));
  EXPECT_EQ(Calendar::always().after(kNever, 90min), kNever);
  EXPECT_EQ(Calendar::always().after(from_micros(0), 90min), kNever) << "1970 is out of what is counted";
}

TEST(Calendar, BadHoursAreRefusedByTheNameOfTheirField) {
  CalendarSpec spec = office("UTC");
  spec.week[1] = {{9h, 12h}, {11h, 17h}};
  EXPECT_EQ(Calendar::of(spec).error().hint, "week.tue: hours stand in order and do not overlap.");
  spec.week[1] = {{12h, 9h}};
  EXPECT_EQ(Calendar::of(spec).error().hint, "week.tue: hours end after they begin, within 00:00 to 24:00.");
  spec.week[1] = {{9h, 25h}};
  EXPECT_FALSE(Calendar::of(spec).has_value());
  spec.week[1].clear();
  spec.days[day(2101, 5, 1)] = {};
  EXPECT_EQ(Calendar::of(spec).error().hint, "days.2101-05-01: a day lies between 1990 and 2100.");
  EXPECT_NE(Calendar::of(office("Africa/Kairo")).error().hint.find("Africa/Cairo"), std::string::npos);
}

// Zones with every oddity, hours at random.
Calendar any_calendar(std::mt19937_64& random) {
  constexpr auto kZones =
      std::to_array<const char*>({"UTC", "Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
                                  "America/Havana", "Africa/Casablanca", "Asia/Tehran"});
  CalendarSpec spec;
  spec.zone = kZones[random() % kZones.size()];
  const auto hours = [&random] {
    std::vector<Hours> made;
    int from = 0;
    while (made.size() < 3) {
      from += static_cast<int>(random() % 700);
      const int to = from + 1 + static_cast<int>(random() % 500);
      if (to > 1440) break;
      made.push_back({std::chrono::minutes{from}, std::chrono::minutes{to}});
      from = to;
    }
    return made;
  };
  for (auto& each : spec.week) {
    if (random() % 4 != 0) each = hours();
  }
  for (int n = 0; n < 5; ++n) spec.days[day(2011, 12, 20) + days{random() % 400}] = hours();
  return made(spec);
}
Timestamp any_time(std::mt19937_64& random) {
  return Timestamp{day(2011, 12, 15)} + std::chrono::seconds{random() % (420 * 86'400)};
}

TEST(Calendar, OpenTimeAddsUpWhereverItIsCut) {
  std::mt19937_64 random(1);
  for (int n = 0; n < 2'000; ++n) {
    const Calendar calendar = any_calendar(random);
    std::array<Timestamp, 3> t{any_time(random), any_time(random), any_time(random)};
    std::ranges::sort(t);
    EXPECT_EQ(calendar.open_between(t[0], t[2]), calendar.open_between(t[0], t[1]) + calendar.open_between(t[1], t[2]));
  }
}

TEST(Calendar, WhatIsDueIsNeverLaterThanTheNextOpening) {
  std::mt19937_64 random(2);
  for (int n = 0; n < 2'000; ++n) {
    const Calendar calendar = any_calendar(random);
    const Timestamp a = any_time(random);
    const Timestamp b = a + std::chrono::seconds{random() % (30 * 86'400)};
    const microseconds open = calendar.open_between(a, b);
    const Timestamp due = calendar.after(a, open);
    EXPECT_LE(due, calendar.after(b, 0h));
    if (due != kNever) {
      EXPECT_EQ(calendar.open_between(a, due), open);
    }
  }
}

TEST(Calendar, WorkingDaysNeverPassTheOtherWayRound) {
  std::mt19937_64 random(3);
  for (int n = 0; n < 2'000; ++n) {
    const Calendar calendar = any_calendar(random);
    const Timestamp a = any_time(random);
    const Timestamp b = a + std::chrono::seconds{random() % (4 * 86'400)};
    const int count = static_cast<int>(random() % 4);
    EXPECT_LE(calendar.days_after(a, count), calendar.days_after(b, count)) << utc(a) << " " << utc(b);
    EXPECT_LE(calendar.days_after(a, count), calendar.days_after(a, count + 1));
  }
}

TEST(Coverage, SomebodyOnDutyCoversWhatTheDeskDoesNot) {
  const Calendar calendar = made(office("UTC"));
  const std::vector<Shift> shifts{{at("2026-03-02T16:00:00Z"), at("2026-03-02T20:00:00Z"), Officer{1}},
                                  {at("2026-03-02T18:00:00Z"), at("2026-03-02T22:00:00Z"), Officer{2}}};
  const Coverage coverage(calendar, shifts);
  EXPECT_EQ(coverage.covered_between(at("2026-03-02T12:00:00Z"), at("2026-03-03T00:00:00Z")), 9h);
  EXPECT_TRUE(coverage.covered(at("2026-03-02T21:59:59Z")));
  EXPECT_FALSE(coverage.covered(at("2026-03-02T22:00:00Z")));
  EXPECT_EQ(coverage.on_duty(at("2026-03-02T19:00:00Z")), Officer{2});
  EXPECT_EQ(coverage.on_duty(at("2026-03-02T17:00:00Z")), Officer{1});
  EXPECT_EQ(coverage.on_duty(at("2026-03-02T10:00:00Z")), std::nullopt);
  EXPECT_EQ(utc(coverage.after(at("2026-03-02T21:30:00Z"), 1h)), "2026-03-03T09:30:00Z");
}

TEST(Coverage, AddsUpWhereverItIsCut) {
  std::mt19937_64 random(4);
  for (int n = 0; n < 500; ++n) {
    const Calendar calendar = any_calendar(random);
    std::vector<Shift> shifts(random() % 5);
    for (Shift& shift : shifts) {
      shift.from = any_time(random);
      shift.to = shift.from + std::chrono::minutes{random() % 2'000};
    }
    const Coverage coverage(calendar, shifts);
    std::array<Timestamp, 3> t{any_time(random), any_time(random), any_time(random)};
    std::ranges::sort(t);
    EXPECT_EQ(coverage.covered_between(t[0], t[2]),
              coverage.covered_between(t[0], t[1]) + coverage.covered_between(t[1], t[2]));
    EXPECT_LE(coverage.after(t[0], coverage.covered_between(t[0], t[1])), coverage.after(t[1], 0h));
  }
}

}  // namespace
}  // namespace chancery::desk
