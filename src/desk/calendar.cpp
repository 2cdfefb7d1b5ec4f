#include "desk/calendar.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "desk/calendar_spec.hpp"

namespace chancery::desk {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr sys_days kFirstDay{std::chrono::year{1990} / 1 / 1};
constexpr sys_days kLastDay{std::chrono::year{2100} / 12 / 31};
constexpr minutes kDay{24 * 60};
constexpr days kStride{3};  // how far is looked first; then twice as far
constexpr auto kWeekdays = std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});

Status check_hours(std::span<const Hours> hours, const std::string& where) {
  minutes last{-1};
  for (const Hours& each : hours) {
    if (each.from < minutes{0} || each.to > kDay || each.from >= each.to) {
      return fail(Errc::Invalid, "bad hours", where + ": hours end after they begin, within 00:00 to 24:00.");
    }
    if (each.from < last) {
      return fail(Errc::Invalid, "hours overlap", where + ": hours stand in order and do not overlap.");
    }
    last = each.to;
  }
  return {};
}

microseconds total(std::span<const Span> spans) {
  microseconds sum{0};
  for (const Span& span : spans) sum += span.to - span.from;
  return sum;
}

// The earliest moment at which so much of `spans(from, to)` has passed since `from`.
template <class Spans>
Timestamp passed(Timestamp from, microseconds time, const Spans& spans) {
  const Timestamp horizon = from < kNever - kHorizon ? from + kHorizon : kNever;
  microseconds left = std::max(time, microseconds{0});
  days stride = kStride;
  for (Timestamp at = from; at < horizon; stride *= 2) {
    const Timestamp next = horizon - at > stride ? at + stride : horizon;
    for (const Span& span : spans(at, next)) {
      const microseconds length = span.to - span.from;
      if (left <= length) return span.from + left;
      left -= length;
    }
    at = next;
  }
  return kNever;
}

// One list in order, what touches joined.
std::vector<Span> joined(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::from);
  std::vector<Span> out;
  for (const Span& span : spans) {
    if (!out.empty() && span.from <= out.back().to) {
      out.back().to = std::max(out.back().to, span.to);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

}  // namespace

Result<Calendar> Calendar::of(const CalendarSpec& spec) {
  auto zone = Zone::named(spec.zone);
  if (!zone) return fail(zone.error());
  for (std::size_t n = 0; n < spec.week.size(); ++n) {
    if (auto fits = check_hours(spec.week[n], "week." + std::string(kWeekdays[n])); !fits) return fail(fits.error());
  }
  for (const auto& [day, hours] : spec.days) {
    const std::string where = "days." + write_day(day);
    if (day < kFirstDay || day > kLastDay) {
      return fail(Errc::Invalid, "a day too far", where + ": a day lies between 1990 and 2100.");
    }
    if (auto fits = check_hours(hours, where); !fits) return fail(fits.error());
  }
  return Calendar(std::move(*zone), spec);
}

const Calendar& Calendar::always() {
  static const Calendar calendar = [] {
    CalendarSpec spec;
    spec.zone = "UTC";
    spec.week.fill({Hours{minutes{0}, kDay}});
    return Calendar(Zone::utc(), std::move(spec));
  }();
  return calendar;
}

const std::vector<Hours>& Calendar::hours_of(sys_days day) const {
  const auto special = spec_.days.find(day);
  if (special != spec_.days.end()) return special->second;
  return spec_.week[std::chrono::weekday{day}.iso_encoding() - 1];
}

void Calendar::add_day(sys_days day, const Span& within, std::vector<Span>& spans) const {
  for (const Hours& hours : hours_of(day)) {
    const Timestamp from = std::max(zone_.instant({day, hours.from}), within.from);
    const Timestamp to = std::min(zone_.instant({day, hours.to}), within.to);
    if (from >= to) continue;
    if (!spans.empty() && spans.back().to >= from) {
      spans.back().to = std::max(spans.back().to, to);
    } else {
      spans.push_back({from, to});
    }
  }
}

std::vector<Span> Calendar::open_spans(Timestamp from, Timestamp to) const {
  std::vector<Span> spans;
  const Timestamp first = std::max<Timestamp>(from, kFirstDay);
  const Timestamp last = std::min<Timestamp>(to, kLastDay);
  if (first >= last) return spans;
  // A day to each side: where clocks go back over midnight, a day's hours reach into the other's time.
  const sys_days until = sys_days{zone_.local(last).day} + days{1};
  for (sys_days day = sys_days{zone_.local(first).day} - days{1}; day <= until; day += days{1}) {
    add_day(day, {first, last}, spans);
  }
  return spans;
}

bool Calendar::open(Timestamp at) const {
  return !open_spans(at, at + microseconds{1}).empty();
}

microseconds Calendar::open_between(Timestamp from, Timestamp to) const {
  return total(open_spans(from, to));
}

Timestamp Calendar::after(Timestamp from, microseconds open_time) const {
  return passed(from, open_time, [this](Timestamp a, Timestamp b) { return open_spans(a, b); });
}

Timestamp Calendar::days_after(Timestamp from, int count) const {
  const Timestamp start = after(from, microseconds{0});
  if (start == kNever || count <= 0) return start;
  const LocalTime began = zone_.local(start);
  const auto seconds = start - std::chrono::floor<minutes>(start);
  sys_days day = began.day;
  std::vector<Span> spans;
  for (int left = count; left > 0;) {
    day += days{1};
    if (day - sys_days{began.day} > kHorizon || day >= kLastDay) return kNever;
    spans.clear();
    add_day(day, {kFirstDay, kLastDay}, spans);
    if (!spans.empty()) --left;
  }
  const Timestamp same = zone_.instant({day, began.minute}) + seconds;
  for (const Span& span : spans) {
    if (same <= span.to) return std::max(same, span.from);
  }
  return spans.back().to;
}

bool Coverage::covered(Timestamp at) const {
  return on_duty(at).has_value() || calendar_.open(at);
}

std::optional<Officer> Coverage::on_duty(Timestamp at) const {
  const Shift* last = nullptr;
  for (const Shift& shift : shifts_) {
    if (shift.from > at || shift.to <= at) continue;
    const auto later = [](const Shift& s) { return std::pair(s.from, s.officer); };
    if (last == nullptr || later(shift) > later(*last)) last = &shift;
  }
  return last == nullptr ? std::nullopt : std::optional(last->officer);
}

std::vector<Span> Coverage::covered_spans(Timestamp from, Timestamp to) const {
  std::vector<Span> spans = calendar_.open_spans(from, to);
  for (const Shift& shift : shifts_) {
    const Span within{std::max(shift.from, from), std::min(shift.to, to)};
    if (within.from < within.to) spans.push_back(within);
  }
  return joined(std::move(spans));
}

microseconds Coverage::covered_between(Timestamp from, Timestamp to) const {
  return total(covered_spans(from, to));
}

Timestamp Coverage::after(Timestamp from, microseconds covered_time) const {
  return passed(from, covered_time, [this](Timestamp a, Timestamp b) { return covered_spans(a, b); });
}

}  // namespace chancery::desk
