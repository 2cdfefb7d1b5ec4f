#include "feeds/feed_time.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace chancery::feeds {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_feed_time(text);
  return time ? to_rfc3339(*time) : "none";
}

TEST(FeedTime, ReadsWhatTheSpecificationsAskFor) {
  EXPECT_EQ(read("2026-11-22T09:30:00Z"), "2026-11-22T09:30:00Z");
  EXPECT_EQ(read("2026-11-22T09:30:00.25+02:00"), "2026-11-22T07:30:00.250000Z");
  EXPECT_EQ(read("Sun, 22 Nov 2026 09:30:00 GMT"), "2026-11-22T09:30:00Z");
  EXPECT_EQ(read("Sun, 22 Nov 2026 09:30:00 -0330"), "2026-11-22T13:00:00Z");
}

TEST(FeedTime, ReadsWhatPeopleWriteInstead) {
  const std::pair<const char*, const char*> cases[] = {
      {" 2026-11-22 09:30:00 ", "2026-11-22T09:30:00Z"},
      {"2026-11-22 09:30", "2026-11-22T09:30:00Z"},
      {"2026-11-22T09:30+0100", "2026-11-22T08:30:00Z"},
      {"2026-11-22 09:30:00 +01:00", "2026-11-22T08:30:00Z"},
      {"2026-11-22", "2026-11-22T00:00:00Z"},
      {"2026-11", "2026-11-01T00:00:00Z"},
      {"2026", "2026-01-01T00:00:00Z"},
      {"20261122T093000Z", "2026-11-22T09:30:00Z"},
      {"20261122", "2026-11-22T00:00:00Z"},
      {"2026/11/22 9:30 PM", "2026-11-22T21:30:00Z"},
      {"22.11.2026", "2026-11-22T00:00:00Z"},
      {"22.11.2026 09:30:15", "2026-11-22T09:30:15Z"},
      {"22 Nov 26 09:30 EST", "2026-11-22T14:30:00Z"},
      {"Sun, 22 Nov 98 09:30:00 PDT", "1998-11-22T16:30:00Z"},
      {"Sun,22 November 2026 09:30:00 CEST", "2026-11-22T07:30:00Z"},
      {"Sun, 22-Nov-2026 09:30:00 GMT", "2026-11-22T09:30:00Z"},
      {"Sun Nov 22 09:30:00 2026", "2026-11-22T09:30:00Z"},
      {"Sun Nov 22 09:30:00 UTC 2026", "2026-11-22T09:30:00Z"},
      {"November 22nd, 2026 12:05 am", "2026-11-22T00:05:00Z"},
      {"Mon, 02 Mar 2026 09:30:00 GMT+2", "2026-03-02T07:30:00Z"},
      {"Sat, 07 Mar 2026 09:30:00 MSK", "2026-03-07T06:30:00Z"},
      {"lun., 02 Mar 2026 09:30:00 Z", "2026-03-02T09:30:00Z"},
      {"22 Nov 2026", "2026-11-22T00:00:00Z"},
      {"22 May 2026 09:30:60 UT", "2026-05-22T09:30:59Z"},
      {"Thu, 31 Dec 2026 24:00:00 GMT", "2027-01-01T00:00:00Z"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(read(text), expected) << text;
}

TEST(FeedTime, MakesNothingOfWhatIsNoDate) {
  for (const char* text :
       {"", "   ", "yesterday", "32 Nov 2026", "2026-13-01", "2026-02-30", "Thu, 01 Jan 1970 00:00:00 GMT",
        "0000-00-00 00:00:00", "1767225600", "9999-12-31", "22 Nov 2026 09:75:00", "Nov 2026", "12:30", "22 33 44 55",
        "2026-11-22T", "-1", "Sun, 22 Nov 2026 09:30:00 GMT and a good deal more than any date needs to be written"}) {
    const std::string given = text;
    EXPECT_EQ(read(text), given == "2026-11-22T" ? "2026-11-22T00:00:00Z" : "none") << text;
  }
}

}  // namespace
}  // namespace chancery::feeds
