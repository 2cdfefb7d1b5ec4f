// Clearance: the draft's digest goes through a chain of desks before it may be submitted for approval. Silence is
// decided by a written rule, never by habit; and a person approves in the end, so no silence ever sends anything.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "desk/clocks.hpp"

namespace chancery::desk {

enum class OnSilence : std::uint8_t { Escalate, Consent };  // "escalate", "consent"

struct ChainStep {
  DeskId desk;
  Target within;  // 0: without a deadline
  OnSilence silence = OnSilence::Escalate;
  DeskId escalates_to;  // none: silence is told, and the step goes on waiting
  friend bool operator==(const ChainStep&, const ChainStep&) = default;
};

struct Chain {
  std::int64_t id = 0;
  int version = 1;
  std::vector<ChainStep> steps;
  std::string rule;  // the words people agreed on
};

enum class ClearanceState : std::uint8_t { Waiting, Cleared, Objected, Silent, Escalated, Void };

struct Cleared {
  std::string digest;
  int step = 0;
  ClearanceState state = ClearanceState::Waiting;
  Timestamp asked;
  Officer by;
};

struct ChainView {
  enum class Stage : std::uint8_t {
    Missing,   // this step was not asked yet
    Waiting,   // asked
    Objected,  //
    Complete   // every step cleared it, or was silent by the rule
  };
  Stage stage = Stage::Complete;
  int step = 0;
  Timestamp due = kNever;  // of Waiting
  friend bool operator==(const ChainView&, const ChainView&) = default;
};

inline constexpr std::size_t kMostSteps = 6;
inline constexpr std::size_t kShortestRule = 20;  // characters

[[nodiscard]] std::string_view to_string(ClearanceState state);  // "waiting"
[[nodiscard]] Result<ClearanceState> parse_clearance_state(std::string_view text);
[[nodiscard]] std::string_view to_string(OnSilence silence);
[[nodiscard]] Result<OnSilence> parse_on_silence(std::string_view text);

// Fails with Errc::Invalid: at most 6 steps, each at a desk; a step that takes silence for consent without a deadline,
// or without a rule of 20 characters; nobody escalates to a desk already passed.
[[nodiscard]] Status check_chain(const Chain& chain);

// Of this digest alone: an edit of one letter begins anew. An escalated step waits for the desk it went to.
[[nodiscard]] ChainView view(const Chain& chain, std::span<const Cleared> clearances, std::string_view digest,
                             const Calendars& calendars);

// What is due now: nothing, Escalated, or Silent (consent by the rule). Deadlines run by the calendar of the desk
// asked; a wall clock that leapt is not believed: `trusted` false decides nothing.
[[nodiscard]] std::optional<ClearanceState> fall_due(const Chain& chain, const Cleared& waiting,
                                                     const Calendars& calendars, Timestamp now, bool trusted);

}  // namespace chancery::desk
