// A calendar as a browser sends it, {"zone", "week", "days": {"2026-05-17": [...]}}: what is accepted adds up and is
// written back.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "desk/calendar_spec.hpp"

namespace {

using namespace chancery;

void require(bool condition) {
  if (!condition) std::abort();
}

void use(const desk::Calendar& calendar) {
  const Timestamp from = from_micros(1'767'200'000'000'000);
  const Timestamp middle = from + std::chrono::hours{77};
  const Timestamp to = from + std::chrono::days{12};
  const auto open = calendar.open_between(from, to);
  require(open == calendar.open_between(from, middle) + calendar.open_between(middle, to));
  require(calendar.after(from, open) <= calendar.after(to, std::chrono::microseconds{0}));
  require(calendar.days_after(from, 1) <= calendar.days_after(to, 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = json::parse_object({reinterpret_cast<const char*>(data), size}, {.bytes = 16'384});
  if (!input) return 0;
  desk::CalendarSpec spec;
  spec.zone = json::text_or_empty(*input, "zone");
  if (const auto* week = json::object(*input, "week")) {
    auto read = desk::read_week(*week);
    if (!read) return 0;
    require(desk::read_week(desk::write_week(*read)).value() == *read);
    spec.week = std::move(*read);
  }
  if (const auto* days = json::object(*input, "days")) {
    for (const auto& [name, value] : *days) {
      const auto day = desk::read_day(name);
      if (!day || !value.is_array()) return 0;
      auto hours = desk::read_hours(value.get_array(), name);
      if (!hours) return 0;
      require(desk::write_day(*day) == std::string_view(name));
      spec.days[*day] = std::move(*hours);
    }
  }
  if (const auto calendar = desk::Calendar::of(spec)) use(*calendar);
  return 0;
}
