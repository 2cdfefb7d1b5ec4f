#include "desk/clocks.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "desk/waits.hpp"

namespace chancery::desk {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

constexpr microseconds kLeastMargin = minutes{2};
constexpr microseconds kMostMargin = hours{24};
constexpr minutes kQuarterOfADay{2 * 60};  // of a working day, in open time

// What one clock ran: the time of its waits, and where it lay.
struct Run {
  ClockName name = ClockName::FirstAnswer;
  Timestamp started;
  std::vector<Span> ran;  // of one that stopped as if it had gone on
  std::span<const Regime> regimes;
  Timestamp until;  // later regimes do not count
};

// Running time at one desk.
struct Piece {
  Span span;
  DeskId desk;
};

Timestamp plus(Timestamp at, microseconds time) {
  return time < kNever - at ? at + time : kNever;
}

class Measure {
 public:
  Measure(const Calendars& calendars, const Targets& targets) : calendars_(calendars), targets_(targets) {}

  [[nodiscard]] Timestamp due(const Run& run, Target& counts) const;
  [[nodiscard]] microseconds spent(const Run& run, Unit unit, Timestamp now) const;
  [[nodiscard]] Timestamp warn(const Clock& clock, DeskId desk) const;

 private:
  [[nodiscard]] Coverage coverage(DeskId desk) const { return {calendars_.calendar(desk), calendars_.shifts(desk)}; }
  [[nodiscard]] microseconds between(const Piece& piece, Unit unit) const;
  [[nodiscard]] Timestamp after(const Piece& piece, Unit unit, microseconds time) const;
  [[nodiscard]] Timestamp due_from(const Run& run, Timestamp begin, const Target& target, DeskId desk) const;
  [[nodiscard]] Timestamp days_due(const Run& run, Timestamp begin, int count, DeskId desk) const;

  const Calendars& calendars_;
  const Targets& targets_;
};

// The regimes in force from the start on: the first is the one that was in force then.
std::vector<Regime> in_force(const Run& run) {
  std::vector<Regime> found{run.regimes.front()};
  for (const Regime& regime : run.regimes.subspan(1)) {
    if (regime.from >= run.until) break;
    if (regime.from <= run.started) found.clear();
    found.push_back(regime);
  }
  found.front().from = run.started;
  return found;
}

std::vector<Piece> pieces(const Run& run, Timestamp begin) {
  std::vector<Piece> found;
  const std::vector<Regime> regimes = in_force(run);
  for (std::size_t n = 0; n < regimes.size(); ++n) {
    const Timestamp from = std::max(regimes[n].from, begin);
    const Timestamp to = n + 1 < regimes.size() ? regimes[n + 1].from : kNever;
    for (const Span& span : run.ran) {
      const Piece piece{{std::max(span.from, from), std::min(span.to, to)}, regimes[n].desk};
      if (piece.span.from < piece.span.to) found.push_back(piece);
    }
  }
  return found;
}

microseconds Measure::between(const Piece& piece, Unit unit) const {
  const auto [from, to] = piece.span;
  if (unit == Unit::Desk) return calendars_.calendar(piece.desk).open_between(from, to);
  if (unit == Unit::Covered) return coverage(piece.desk).covered_between(from, to);
  return to - from;
}

Timestamp Measure::after(const Piece& piece, Unit unit, microseconds time) const {
  if (unit == Unit::Desk) return calendars_.calendar(piece.desk).after(piece.span.from, time);
  if (unit == Unit::Covered) return coverage(piece.desk).after(piece.span.from, time);
  return plus(piece.span.from, time);
}

// By the desk that has it now; where it stood still is added to the beginning, gap by gap.
Timestamp Measure::days_due(const Run& run, Timestamp begin, int count, DeskId desk) const {
  const Calendar& calendar = calendars_.calendar(desk);
  Timestamp from = begin;
  Timestamp due = calendar.days_after(from, count);
  for (std::size_t n = 1; n < run.ran.size(); ++n) {
    const Span gap{std::max(run.ran[n - 1].to, begin), run.ran[n].from};
    if (gap.from >= gap.to || gap.from >= due) continue;
    from = plus(from, gap.to - gap.from);
    due = calendar.days_after(from, count);
  }
  return due;
}

Timestamp Measure::due_from(const Run& run, Timestamp begin, const Target& target, DeskId desk) const {
  if (target.amount == 0) return kNever;
  if (target.unit == Unit::Days) return days_due(run, begin, static_cast<int>(target.amount), desk);
  microseconds left = minutes{target.amount};
  for (const Piece& piece : pieces(run, begin)) {
    if (piece.span.to != kNever) {
      const microseconds passed = between(piece, target.unit);
      if (passed < left) {
        left -= passed;
        continue;
      }
    }
    return after(piece, target.unit, left);
  }
  return kNever;
}

Timestamp Measure::due(const Run& run, Target& counts) const {
  struct Applied {
    Target target;
    Timestamp since;
  };
  std::vector<Applied> applied;
  Timestamp due = kNever;
  for (const Regime& regime : in_force(run)) {
    const bool on_duty = regime.matter == Matter::Life && coverage(regime.desk).on_duty(regime.from).has_value();
    counts = targets_.of(regime.desk, regime.matter, run.name, on_duty);
    const Timestamp whole = due_from(run, run.started, counts, regime.desk);
    auto since = std::ranges::find(applied, counts, &Applied::target);
    if (since == applied.end()) since = applied.insert(applied.end(), {counts, regime.from});
    const bool stricter = applied.size() > 1 && whole < due;
    due = stricter ? std::min(due, due_from(run, since->since, counts, regime.desk)) : whole;
  }
  return due;
}

microseconds Measure::spent(const Run& run, Unit unit, Timestamp now) const {
  microseconds sum{0};
  for (Piece piece : pieces(run, run.started)) {
    piece.span.to = std::min(piece.span.to, now);
    if (piece.span.from < piece.span.to) sum += between(piece, unit);
  }
  return sum;
}

// The moment before `end` from which so much of `spans` is left until it; at most 60 days before.
template <class Spans>
Timestamp left_before(Timestamp end, microseconds time, const Spans& spans) {
  for (days back{3}; back < days{90}; back *= 3) {
    if (end.time_since_epoch() <= back) break;
    std::vector<Span> open = spans(end - back, end);
    microseconds left = time;
    while (!open.empty()) {
      const microseconds length = open.back().to - open.back().from;
      if (left <= length) return open.back().to - left;
      left -= length;
      open.pop_back();
    }
  }
  return end - std::min<microseconds>(time, end.time_since_epoch());
}

Timestamp Measure::warn(const Clock& clock, DeskId desk) const {
  if (clock.due == kNever) return kNever;
  const microseconds quarter = clock.target.unit == Unit::Days ? kQuarterOfADay * clock.target.amount
                                                               : microseconds{minutes{clock.target.amount}} / 4;
  const microseconds margin = std::clamp(quarter, kLeastMargin, kMostMargin);
  const Coverage covered = coverage(desk);
  Timestamp at = clock.due - margin;
  if (clock.target.unit == Unit::Covered) {
    at = left_before(clock.due, margin, [&](Timestamp a, Timestamp b) { return covered.covered_spans(a, b); });
  } else if (clock.target.unit != Unit::Wall) {
    const Calendar& calendar = calendars_.calendar(desk);
    at = left_before(clock.due, margin, [&](Timestamp a, Timestamp b) { return calendar.open_spans(a, b); });
  }
  return std::max(at, *clock.started);
}

// From `begin` on; and as if a clock that stopped ran on from there.
std::vector<Span> gone_on(std::vector<Span> ran, Timestamp begin, std::optional<Timestamp> stopped) {
  std::erase_if(ran, [&](const Span& span) { return span.to <= begin; });
  if (!ran.empty()) ran.front().from = std::max(ran.front().from, begin);
  if (stopped && (ran.empty() || ran.back().to < *stopped)) {
    ran.push_back({*stopped, kNever});
  } else if (stopped) {
    ran.back().to = kNever;
  }
  return ran;
}

class Reading {
 public:
  Reading(const Waits& waits, const Measure& measure, Timestamp now) : waits_(waits), measure_(measure), now_(now) {}

  [[nodiscard]] Clock of(ClockName name, const Wait& wait) const {
    const ClockState stopped = wait.answered ? ClockState::Met : ClockState::Ended;
    return read(name, wait.started, wait.ran, wait.stopped, wait.stopped ? stopped : ClockState::Running);
  }

  [[nodiscard]] Clock first() const {
    if (waits_.first) return of(ClockName::FirstAnswer, *waits_.first);
    return waits_.all.empty() ? Clock{} : of(ClockName::FirstAnswer, waits_.all.front());
  }

  [[nodiscard]] Clock next() const {
    if (waits_.all.empty()) return {};
    const Wait& last = waits_.all.back();
    return last.first && !last.resumed ? Clock{} : of(ClockName::NextAnswer, last);
  }

  [[nodiscard]] Clock resolution() const {
    if (waits_.all.empty()) return {};
    std::optional<Timestamp> started;
    std::vector<Span> ran;
    for (const Wait& wait : waits_.all) {
      if (wait.course != waits_.all.back().course) continue;
      started = started ? std::min(*started, wait.started) : wait.started;
      ran.insert(ran.end(), wait.ran.begin(), wait.ran.end());
    }
    ClockState state = waits_.all.back().stopped ? ClockState::Waiting : ClockState::Running;
    if (waits_.closed) state = waits_.merged ? ClockState::Ended : ClockState::Met;
    return read(ClockName::Resolution, *started, united(std::move(ran)), waits_.closed, state);
  }

 private:
  // `state`: Met may turn out to be Missed.
  [[nodiscard]] Clock read(ClockName name, Timestamp started, std::vector<Span> ran, std::optional<Timestamp> stopped,
                           ClockState state) const {
    Clock clock{state, started, stopped, kNever, {}, microseconds{0}, std::nullopt};
    // Ended before the desk was: nothing had been promised.
    if (stopped && *stopped <= waits_.imported) return clock;
    clock.started = std::max(started, waits_.imported);
    const Run run{name, *clock.started, gone_on(std::move(ran), *clock.started, stopped), waits_.regimes,
                  stopped.value_or(kNever)};
    const Timestamp due = measure_.due(run, clock.target);
    clock.spent = measure_.spent(run, clock.target.unit, stopped.value_or(now_));
    if (state == ClockState::Waiting || state == ClockState::Ended) return clock;
    clock.due = due;
    const Timestamp reached = stopped.value_or(now_);
    if (reached > due) {
      clock.over = reached - due;
      if (state == ClockState::Met) clock.state = ClockState::Missed;
    }
    return clock;
  }

  const Waits& waits_;
  const Measure& measure_;
  Timestamp now_;
};

}  // namespace

std::string_view to_string(ClockState state) {
  constexpr auto kStates = std::to_array<std::string_view>({"none", "running", "waiting", "met", "missed", "ended"});
  return kStates[static_cast<std::size_t>(state)];
}

Clocks clocks(std::span<const Event> events, const Calendars& calendars, const Targets& targets, Timestamp now) {
  const Waits found = waits(events);
  const Measure measure(calendars, targets);
  const Reading reading(found, measure, now);
  Clocks made{reading.first(), reading.next(), reading.resolution(), kNever, kNever};
  const DeskId desk = found.regimes.back().desk;
  for (const Clock* clock : {&made.first_answer, &made.next_answer, &made.resolution}) {
    if (clock->state != ClockState::Running || clock->due > made.due) continue;
    const Timestamp warn = measure.warn(*clock, desk);
    made.warn = clock->due < made.due ? warn : std::min(made.warn, warn);
    made.due = clock->due;
    // Of a matter of life whoever is there is told at once.
    if (clock->due != kNever && found.regimes.back().matter == Matter::Life) made.warn = *clock->started;
  }
  return made;
}

Alarms renewed(const Alarms& before, const Clocks& now) {
  if (now.due == before.due) return before;
  const bool told = before.breached && now.due <= *before.breached;
  if (told) return {now.due, std::nullopt, before.breached};
  return {now.due, now.warn == kNever ? std::nullopt : std::optional(now.warn), std::nullopt};
}

}  // namespace chancery::desk
