// Any events in any order: the fold is whole at every step, the clocks are, and neither minds the order in memory.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "desk/clocks.hpp"
#include "desk/fold.hpp"

namespace {

using namespace chancery;
using namespace chancery::desk;

void require(bool condition) {
  if (!condition) std::abort();
}

class Nowhere final : public Calendars {
 public:
  [[nodiscard]] const Calendar& calendar(DeskId desk) const override {
    return desk.value % 2 == 0 ? Calendar::always() : office_;
  }
  [[nodiscard]] std::span<const Shift> shifts(DeskId) const override { return shifts_; }

 private:
  Calendar office_ = [] {
    CalendarSpec spec;
    spec.zone = "Africa/Cairo";
    spec.week[0] = spec.week[3] = {{std::chrono::minutes{500}, std::chrono::minutes{1'000}}};
    return Calendar::of(spec).value();
  }();
  std::vector<Shift> shifts_{{from_micros(1'772'000'000'000'000), from_micros(1'772'100'000'000'000), Officer{1}}};
};

// Eight bytes an event: kind, desk, person, note, matter and outcome, urgency, and its time in quarters of an hour.
std::vector<Event> events(std::span<const std::uint8_t> bytes) {
  std::vector<Event> made;
  for (std::size_t at = 0; at + 8 <= bytes.size() && made.size() < 200; at += 8) {
    Event event;
    event.id = static_cast<std::int64_t>(made.size()) + 1;
    event.kind = static_cast<EventKind>(bytes[at] % (static_cast<int>(EventKind::Imported) + 1));
    event.desk = DeskId{bytes[at + 1] % 5};
    event.user = Officer{bytes[at + 2] % 4};
    event.note = bytes[at + 3] % 16;
    event.matter = static_cast<Matter>(bytes[at + 4] % 4);
    event.outcome = static_cast<Outcome>(bytes[at + 4] / 4 % 5);
    event.counts_as_answer = bytes[at + 4] < 200;
    event.strand = bytes[at + 1] / 5 % 3;
    event.merged = bytes[at + 2] / 4 % 3;
    event.urgency = static_cast<std::int8_t>(bytes[at + 5]);
    std::uint16_t quarters = 0;
    std::memcpy(&quarters, &bytes[at + 6], 2);
    event.at = from_micros(1'771'000'000'000'000) + std::chrono::minutes{15} * quarters;
    if (quarters == 0xFFFF) event.at = Timestamp::max();
    if (quarters == 0xFFFE) event.at = Timestamp::min();
    made.push_back(event);
  }
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Nowhere calendars;
  static const Targets targets = Targets::defaults();
  std::vector<Event> history = events({data, size});
  Standing standing;
  for (const Event& event : history) {
    const std::int64_t before = standing.token;
    apply(standing, event);
    require(standing.token == before || standing.token == before + 1);
    require((standing.place == Place::Person) == static_cast<bool>(standing.holder));
    require((standing.place == Place::Closed) == standing.outcome.has_value());
    require(standing.urgency >= 0 && standing.urgency <= 3);
  }
  const Timestamp now = from_micros(1'780'000'000'000'000);
  const Clocks first = clocks(history, calendars, targets, now);
  require(first.warn <= first.due);
  for (const desk::Clock* clock : {&first.first_answer, &first.next_answer, &first.resolution}) {
    require(clock->spent.count() >= 0 && (clock->state == ClockState::None) == !clock->started);
    require(clock->state != ClockState::Running || first.due <= clock->due);
  }
  std::ranges::reverse(history);
  require(clocks(history, calendars, targets, now) == first);
  return 0;
}
