#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace chancery {
namespace {

using namespace std::chrono_literals;

Timestamp read(const char* text) {
  const auto t = from_rfc3339(text);
  EXPECT_TRUE(t.has_value()) << text;
  return t.value_or(Timestamp{});
}

TEST(Rfc3339, ComesBackAsItWasWritten) {
  for (const auto* text : {"2026-11-22T09:30:00Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59.000001Z"}) {
    EXPECT_EQ(to_rfc3339(read(text)), text);
  }
}

TEST(Rfc3339, TakesOffsetsFractionsAndLowerCase) {
  const auto noon = read("2026-11-22T12:00:00Z");
  EXPECT_EQ(read("2026-11-22T14:00:00+02:00"), noon);
  EXPECT_EQ(read("2026-11-22T08:30:00-03:30"), noon);
  EXPECT_EQ(read("2026-11-22t12:00:00z"), noon);
  EXPECT_EQ(read("2026-11-22T12:00:00.5Z"), noon + 500ms);
  EXPECT_EQ(read("2026-11-22T12:00:00.123456789Z"), noon + 123456us) << "cut to microseconds";
  EXPECT_EQ(read("2016-12-31T23:59:60Z"), read("2016-12-31T23:59:59Z")) << "a leap second";
}

TEST(Rfc3339, RefusesWhatIsNoTimeAndShowsOne) {
  for (const auto* text :
       {"", "2026-11-22", "2026-11-22T09:30:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T09:60:00Z", "2026-11-22T09:30:00.Z", "26-11-22T09:30:00Z", "2026-11-22T09:30:00+25:00",
        "2026-11-22T09:30:00Zx", "2026-11-22T09:30:00.1234567890Z"}) {
    const auto t = from_rfc3339(text);
    ASSERT_FALSE(t.has_value()) << text;
    EXPECT_EQ(t.error().code, Errc::Malformed) << text;
    EXPECT_NE(t.error().hint.find("2026-11-22T09:30:00Z"), std::string::npos) << text;
  }
}

TEST(HttpDate, ComesBackAsItWasWritten) {
  const auto t = read("2026-11-22T09:30:07Z");
  EXPECT_EQ(to_http_date(t), "Sun, 22 Nov 2026 09:30:07 GMT");
  EXPECT_EQ(from_http_date("Sun, 22 Nov 2026 09:30:07 GMT").value(), t);
  EXPECT_EQ(to_http_date(t + 999ms), to_http_date(t)) << "seconds are cut, never rounded up";
}

TEST(HttpDate, RefusesOtherForms) {
  for (const auto* text :
       {"", "Sunday, 22-Nov-26 09:30:07 GMT", "Sun Nov 22 09:30:07 2026", "Sun, 22 Nov 2026 09:30:07",
        "Sun, 32 Nov 2026 09:30:07 GMT", "Sun, 22 Nov 2026 09:30:07 UTC"}) {
    EXPECT_FALSE(from_http_date(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace chancery
