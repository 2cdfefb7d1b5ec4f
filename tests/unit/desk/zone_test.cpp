#include "desk/zone.hpp"

#include <gtest/gtest.h>

#include "unit/desk/utc.hpp"

namespace chancery::desk {
namespace {

using namespace std::chrono_literals;
using testing::at;
using testing::utc;

LocalTime local(int y, unsigned m, unsigned d, std::chrono::minutes minute) {
  return {std::chrono::year{y} / static_cast<int>(m) / static_cast<int>(d), minute};
}

TEST(Zone, ShowsWhatClocksThereShow) {
  EXPECT_EQ(Zone::named("Asia/Kathmandu")->local(at("2026-03-02T09:00:00Z")), local(2026, 3, 2, 14h + 45min));
  EXPECT_EQ(Zone::named("Africa/Cairo")->local(at("2026-07-01T22:30:00Z")), local(2026, 7, 2, 1h + 30min));
  EXPECT_EQ(Zone::named("America/New_York")->local(at("2026-01-01T04:59:59.5Z")), local(2025, 12, 31, 23h + 59min));
  EXPECT_EQ(Zone::utc().local(at("2026-01-01T04:59:00Z")), local(2026, 1, 1, 4h + 59min));
}

TEST(Zone, ATimeShownTwiceIsTheFirst) {
  // Paris goes back from 03:00 to 02:00 on 25 October 2026.
  const Zone paris = Zone::named("Europe/Paris").value();
  EXPECT_EQ(utc(paris.instant(local(2026, 10, 25, 2h + 30min))), "2026-10-25T00:30:00Z");
  EXPECT_EQ(utc(paris.instant(local(2026, 10, 25, 3h))), "2026-10-25T02:00:00Z");
}

TEST(Zone, ATimeNeverShownIsTheMomentClocksJump) {
  const Zone paris = Zone::named("Europe/Paris").value();
  EXPECT_EQ(utc(paris.instant(local(2026, 3, 29, 2h + 30min))), "2026-03-29T01:00:00Z");
  // Lord Howe Island moves by half an hour: from 02:00 to 02:30 on 4 October 2026.
  const Zone howe = Zone::named("Australia/Lord_Howe").value();
  EXPECT_EQ(utc(howe.instant(local(2026, 10, 4, 2h + 10min))), "2026-10-03T15:30:00Z");
  EXPECT_EQ(utc(howe.instant(local(2026, 10, 4, 2h + 30min))), "2026-10-03T15:30:00Z");
}

TEST(Zone, ADayThatNeverWasIsOneMoment) {
  // Samoa went over the date line: after 29 December 2011 came the 31st.
  const Zone apia = Zone::named("Pacific/Apia").value();
  EXPECT_EQ(utc(apia.instant(local(2011, 12, 30, 9h))), "2011-12-30T10:00:00Z");
  EXPECT_EQ(utc(apia.instant(local(2011, 12, 30, 24h))), "2011-12-30T10:00:00Z");
  EXPECT_EQ(utc(apia.instant(local(2011, 12, 31, 0h))), "2011-12-30T10:00:00Z");
}

TEST(Zone, WhatIsNoneIsAnsweredWithANearOne) {
  const auto wrong = Zone::named("Africa/Nairoby");
  EXPECT_EQ(wrong.error().code, Errc::Invalid);
  EXPECT_NE(wrong.error().hint.find("Did you mean Africa/Nairobi?"), std::string::npos) << wrong.error().hint;
  EXPECT_NE(Zone::named("Nairobi").error().hint.find("Africa/Nairobi?"), std::string::npos);
  for (const auto* name : {"", "localtime", "../etc/passwd", "EAT"}) {
    EXPECT_EQ(Zone::named(name).error().code, Errc::Invalid) << name;
  }
}

}  // namespace
}  // namespace chancery::desk
