#include "desk/target.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace chancery::desk {
namespace {

constexpr auto kUnits = std::to_array<std::string_view>({"wall", "covered", "desk", "days"});
constexpr auto kClocks = std::to_array<std::string_view>({"first", "next", "resolve"});

}  // namespace

std::string_view to_string(Unit unit) {
  return kUnits[static_cast<std::size_t>(unit)];
}
std::string_view to_string(ClockName clock) {
  return kClocks[static_cast<std::size_t>(clock)];
}

Result<Unit> parse_unit(std::string_view text) {
  const auto* const found = std::ranges::find(kUnits, text);
  if (found == kUnits.end()) return fail(Errc::Invalid, "no such unit", "unit: one of wall covered desk days.");
  return static_cast<Unit>(found - kUnits.begin());
}
Result<ClockName> parse_clock_name(std::string_view text) {
  const auto* const found = std::ranges::find(kClocks, text);
  if (found == kClocks.end()) return fail(Errc::Invalid, "no such clock", "clock: one of first next resolve.");
  return static_cast<ClockName>(found - kClocks.begin());
}

Status check_target(const Target& target) {
  const std::int64_t most = target.unit == Unit::Days ? kMostDays : kLongestTarget;
  if (target.amount < 0 || target.amount > most) {
    return fail(
        Errc::Invalid, "a target out of bounds",
        "amount: from 0 (none) to " + std::to_string(most) + (target.unit == Unit::Days ? " days." : " minutes."));
  }
  return {};
}

Targets Targets::defaults() {
  Targets made;
  for (const auto clock : {ClockName::FirstAnswer, ClockName::NextAnswer}) {
    made.set({}, Matter::Life, clock, {5, Unit::Wall});
    made.set({}, Matter::Consular, clock, {60, Unit::Covered});
    made.set({}, Matter::Question, clock, {4 * 60, Unit::Desk});
    made.set({}, Matter::Dialogue, clock, {1, Unit::Days});
  }
  for (const auto matter : {Matter::Life, Matter::Consular})
    made.set({}, matter, ClockName::Resolution, {1, Unit::Days});
  return made;
}

void Targets::set(DeskId desk, Matter matter, ClockName clock, Target target) {
  target.amount = std::clamp<std::int64_t>(target.amount, 0, target.unit == Unit::Days ? kMostDays : kLongestTarget);
  rows_[{desk, matter, clock}] = target;
}

Target Targets::of(DeskId desk, Matter matter, ClockName clock, bool on_duty) const {
  if (matter == Matter::Life && !on_duty && clock != ClockName::Resolution) matter = Matter::Consular;
  for (const DeskId of : {desk, DeskId{}}) {
    if (const auto row = rows_.find({of, matter, clock}); row != rows_.end()) return row->second;
  }
  return {};
}

}  // namespace chancery::desk
