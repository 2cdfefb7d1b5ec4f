// Two desks with hours of their own, for tests of what is due when.
#pragma once

#include <map>
#include <vector>

#include "desk/clocks.hpp"

namespace chancery::desk::testing {

inline CalendarSpec office_hours(std::string zone, bool sunday_to_thursday = false) {
  using namespace std::chrono_literals;
  CalendarSpec spec;
  spec.zone = std::move(zone);
  for (std::size_t day = 0; day < 5; ++day) spec.week[sunday_to_thursday ? (day + 6) % 7 : day] = {{9h, 17h}};
  return spec;
}

// Desk 1: Monday to Friday, UTC. Desk 2: Sunday to Thursday in Cairo. Desk 3: always open. No shifts but those added.
class SomeCalendars final : public Calendars {
 public:
  SomeCalendars() {
    calendars_.emplace(1, Calendar::of(office_hours("UTC")).value());
    calendars_.emplace(2, Calendar::of(office_hours("Africa/Cairo", true)).value());
  }
  [[nodiscard]] const Calendar& calendar(DeskId desk) const override {
    const auto found = calendars_.find(desk.value);
    return found == calendars_.end() ? Calendar::always() : found->second;
  }
  [[nodiscard]] std::span<const Shift> shifts(DeskId desk) const override {
    const auto found = duty.find(desk.value);
    return found == duty.end() ? std::span<const Shift>{} : found->second;
  }

  std::map<std::int64_t, std::vector<Shift>> duty;

 private:
  std::map<std::int64_t, Calendar> calendars_;
};

}  // namespace chancery::desk::testing
