#include "base/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>

namespace chancery {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads fixed-width pieces off the front of a text; once one is missing, everything after fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    if (!ok_ || rest_.size() < digits) return refuse();
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return refuse();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  // One of `allowed`; returns which.
  char one_of(std::string_view allowed) {
    if (!ok_ || rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) {
      refuse();
      return '\0';
    }
    const char found = rest_.front();
    rest_.remove_prefix(1);
    return found;
  }
  void literal(std::string_view text) {
    if (!ok_ || !rest_.starts_with(text)) {
      refuse();
      return;
    }
    rest_.remove_prefix(text.size());
  }
  // Microseconds of ".123456789", or zero when there is no '.'.
  microseconds fraction() {
    if (!ok_ || rest_.empty() || rest_.front() != '.') return microseconds{0};
    rest_.remove_prefix(1);
    std::size_t digits = 0;
    std::int64_t value = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      if (digits < 6) value = value * 10 + (rest_[digits] - '0');
      ++digits;
    }
    if (digits == 0 || digits > 9) {
      refuse();
      return microseconds{0};
    }
    for (std::size_t i = digits; i < 6; ++i) value *= 10;
    rest_.remove_prefix(digits);
    return microseconds{value};
  }
  template <std::size_t N>
  int name(const std::array<std::string_view, N>& names) {
    for (std::size_t i = 0; ok_ && i < N; ++i) {
      if (rest_.starts_with(names[i])) {
        rest_.remove_prefix(names[i].size());
        return static_cast<int>(i);
      }
    }
    return refuse();
  }
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  int refuse() {
    ok_ = false;
    return 0;
  }
  std::string_view rest_;
  bool ok_ = true;
};

// A civil time, if it exists. A leap second counts as the second before.
Result<Timestamp> civil(int year, int month, int day, int hour, int minute, int second) {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    return fail(Errc::Malformed, "no such date or time of day", "write a time such as 2026-11-22T09:30:00Z");
  }
  return Timestamp{sys_days{date}} + hours{hour} + minutes{minute} + seconds{std::min(second, 59)};
}

}  // namespace

std::string to_rfc3339(Timestamp t) {
  const auto day = floor<days>(t);
  const year_month_day date{day};
  const hh_mm_ss<microseconds> time{t - day};
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                          time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) text += fmt::format(".{:06}", time.subseconds().count());
  return text + 'Z';
}

Result<Timestamp> from_rfc3339(std::string_view text) {
  Scanner scan{text};
  const int year = scan.number(4);
  scan.literal("-");
  const int month = scan.number(2);
  scan.literal("-");
  const int day = scan.number(2);
  scan.one_of("Tt ");
  const int hour = scan.number(2);
  scan.literal(":");
  const int minute = scan.number(2);
  scan.literal(":");
  const int second = scan.number(2);
  const microseconds fraction = scan.fraction();
  const char zone = scan.one_of("Zz+-");
  minutes offset{0};
  if (zone == '+' || zone == '-') {
    const int offset_hours = scan.number(2);
    scan.literal(":");
    const int offset_minutes = scan.number(2);
    if (scan.ok() && offset_hours < 24 && offset_minutes < 60) {
      offset = hours{offset_hours} + minutes{offset_minutes};
      if (zone == '-') offset = -offset;
    } else {
      scan.literal("a zone such as +02:00");
    }
  }
  if (!scan.done()) {
    return fail(Errc::Malformed, fmt::format("not an RFC 3339 time: {:.64}", text),
                "write a time such as 2026-11-22T09:30:00Z");
  }
  return civil(year, month, day, hour, minute, second).map([&](Timestamp t) { return t + fraction - offset; });
}

std::string to_http_date(Timestamp t) {
  const auto day = floor<days>(t);
  const year_month_day date{day};
  const hh_mm_ss time{floor<seconds>(t - day)};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kWeekdays[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

Result<Timestamp> from_http_date(std::string_view text) {
  Scanner scan{text};
  scan.name(kWeekdays);
  scan.literal(", ");
  const int day = scan.number(2);
  scan.literal(" ");
  const int month = scan.name(kMonths) + 1;
  scan.literal(" ");
  const int year = scan.number(4);
  scan.literal(" ");
  const int hour = scan.number(2);
  scan.literal(":");
  const int minute = scan.number(2);
  scan.literal(":");
  const int second = scan.number(2);
  scan.literal(" GMT");
  if (!scan.done()) {
    return fail(Errc::Malformed, fmt::format("not an HTTP date: {:.64}", text),
                "write a date such as Sun, 22 Nov 2026 09:30:00 GMT");
  }
  return civil(year, month, day, hour, minute, second);
}

Timestamp SystemClock::now() const {
  return floor<microseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

}  // namespace chancery
