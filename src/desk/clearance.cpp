#include "desk/clearance.hpp"

#include <algorithm>
#include <array>

#include "desk/characters.hpp"

namespace chancery::desk {
namespace {

constexpr auto kStates =
    std::to_array<std::string_view>({"waiting", "cleared", "objected", "silent", "escalated", "void"});
constexpr auto kSilences = std::to_array<std::string_view>({"escalate", "consent"});

Timestamp due(const ChainStep& step, Timestamp asked, const Calendars& calendars) {
  if (step.within.amount == 0) return kNever;
  const Calendar& calendar = calendars.calendar(step.desk);
  const std::chrono::minutes time{step.within.amount};
  switch (step.within.unit) {
    case Unit::Wall:
      return time < kNever - asked ? asked + time : kNever;
    case Unit::Covered:
      return Coverage(calendar, calendars.shifts(step.desk)).after(asked, time);
    case Unit::Desk:
      return calendar.after(asked, time);
    case Unit::Days:
      return calendar.days_after(asked, static_cast<int>(step.within.amount));
  }
  return kNever;
}

tl::unexpected<Error> refuse_step(std::size_t step, const std::string& hint) {
  return fail(Errc::Invalid, "a bad chain", "Step " + std::to_string(step + 1) + ": " + hint);
}

}  // namespace

std::string_view to_string(ClearanceState state) {
  return kStates[static_cast<std::size_t>(state)];
}
std::string_view to_string(OnSilence silence) {
  return kSilences[static_cast<std::size_t>(silence)];
}
Result<ClearanceState> parse_clearance_state(std::string_view text) {
  const auto* const found = std::ranges::find(kStates, text);
  if (found == kStates.end())
    return fail(Errc::Invalid, "no such state", "state: waiting, cleared, objected, silent, escalated or void.");
  return static_cast<ClearanceState>(found - kStates.begin());
}
Result<OnSilence> parse_on_silence(std::string_view text) {
  const auto* const found = std::ranges::find(kSilences, text);
  if (found == kSilences.end()) return fail(Errc::Invalid, "no such silence", "silence: escalate or consent.");
  return static_cast<OnSilence>(found - kSilences.begin());
}

Status check_chain(const Chain& chain) {
  if (chain.steps.size() > kMostSteps) return fail(Errc::Invalid, "a long chain", "A chain has at most 6 steps.");
  for (std::size_t n = 0; n < chain.steps.size(); ++n) {
    const ChainStep& step = chain.steps[n];
    if (!step.desk) return refuse_step(n, "name its desk.");
    if (auto fits = check_target(step.within); !fits) return refuse_step(n, fits.error().hint);
    if (step.silence == OnSilence::Consent) {
      if (step.within.amount == 0) return refuse_step(n, "silence is consent only after a deadline.");
      if (characters(chain.rule) < kShortestRule) {
        return refuse_step(n, "silence is consent only by a rule written down, of at least 20 characters.");
      }
    }
    const auto passed = std::span(chain.steps).first(n + 1);
    if (step.escalates_to && std::ranges::find(passed, step.escalates_to, &ChainStep::desk) != passed.end()) {
      return refuse_step(n, "it escalates to a desk that was asked already.");
    }
  }
  return {};
}

ChainView view(const Chain& chain, std::span<const Cleared> clearances, std::string_view digest,
               const Calendars& calendars) {
  using Stage = ChainView::Stage;
  for (std::size_t n = 0; n < chain.steps.size(); ++n) {
    const int step = static_cast<int>(n);
    const Cleared* last = nullptr;
    for (const Cleared& each : clearances) {
      const bool of_it = each.digest == digest && each.step == step && each.state != ClearanceState::Void;
      if (of_it && (last == nullptr || each.asked >= last->asked)) last = &each;
    }
    if (last == nullptr) return {Stage::Missing, step, kNever};
    if (last->state == ClearanceState::Objected) return {Stage::Objected, step, kNever};
    if (last->state == ClearanceState::Waiting)
      return {Stage::Waiting, step, due(chain.steps[n], last->asked, calendars)};
    if (last->state == ClearanceState::Escalated) return {Stage::Waiting, step, kNever};
  }
  return {Stage::Complete, static_cast<int>(chain.steps.size()), kNever};
}

std::optional<ClearanceState> fall_due(const Chain& chain, const Cleared& waiting, const Calendars& calendars,
                                       Timestamp now, bool trusted) {
  const bool known = waiting.step >= 0 && static_cast<std::size_t>(waiting.step) < chain.steps.size();
  if (!trusted || !known || waiting.state != ClearanceState::Waiting) return std::nullopt;
  const ChainStep& step = chain.steps[static_cast<std::size_t>(waiting.step)];
  if (now < due(step, waiting.asked, calendars)) return std::nullopt;
  if (step.silence == OnSilence::Consent) return ClearanceState::Silent;
  return step.escalates_to ? std::optional(ClearanceState::Escalated) : std::nullopt;
}

}  // namespace chancery::desk
