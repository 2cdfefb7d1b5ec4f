#include "pages/dates.hpp"

#include <fmt/format.h>

#include <chrono>

namespace chancery::pages {

std::string shown_date(Timestamp time, const Labels& labels) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  const auto month = labels.months.at(static_cast<unsigned>(day.month()) - 1);
  return fmt::format(fmt::runtime(labels.date), fmt::arg("d", static_cast<unsigned>(day.day())), fmt::arg("m", month),
                     fmt::arg("y", static_cast<int>(day.year())));
}

std::string shown_time(Timestamp time, const Labels& labels) {
  const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::minutes>(since_midnight));
  const auto* comma = labels.language == "ar" ? "، " : labels.language == "zh" ? " " : ", ";
  return fmt::format("{}{}{:02}:{:02} UTC", shown_date(time, labels), comma, clock.hours().count(),
                     clock.minutes().count());
}

std::string rfc3339_seconds(Timestamp time) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

std::string rfc822(Timestamp time) {
  auto text = to_http_date(time);
  return text.replace(text.find("GMT"), 3, "+0000");
}

std::string shown_number(std::int64_t number) {
  constexpr std::size_t kGroup = 3;
  auto text = std::to_string(number);
  for (auto at = text.size(); at > kGroup && at - kGroup > (number < 0 ? 1U : 0U);) {
    at -= kGroup;
    text.insert(at, "\u202F");
  }
  return text;
}

}  // namespace chancery::pages
