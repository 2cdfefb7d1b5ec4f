// How a server is doing, and when it is asked next: a circuit breaker for each.
//
// Closed while it answers; a few failures in a row make it doubtful; after `trouble` of them the circuit opens: the
// server is left alone, longer each time, then tried with one delivery (half-open). After three days it is parked: what
// is meant for it is dropped, but for one delivery a day that tries it. Any answer closes the circuit, and so does a
// message from it half-way: it is tried again at once. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "activitypub/delivery.hpp"
#include "base/clock.hpp"

namespace chancery::activitypub {

struct Circuit {
  int failures = 0;  // in a row
  std::optional<Timestamp> failing_since;
  std::optional<Timestamp> failed_at;
  int reason = 0;        // of the last failure: an HTTP status, kNoAnswer or kNoConnection; 0 without one
  Timestamp wait_until;  // nothing is sent before
  bool asked = false;    // it asked for that wait itself: nobody shortens it
  std::optional<Timestamp> parked_at;

  friend bool operator==(const Circuit&, const Circuit&) = default;
};

inline constexpr int kNoAnswer = 1;
inline constexpr int kNoConnection = 2;

struct CircuitRule {
  int trouble = 5;
  std::chrono::hours park_after{72};
};

[[nodiscard]] HostStanding standing_of(const Circuit& circuit, const CircuitRule& rule);

struct HostFailure {
  int reason = kNoAnswer;
  std::optional<std::chrono::seconds> retry_after;
};
// `random` in [0, 1) spreads what was opened at the same moment.
[[nodiscard]] Circuit after_failure(Circuit circuit, const HostFailure& failure, Timestamp now, double random,
                                    const CircuitRule& rule);
// It sent us something: what is left of a wait of ours is let go, but once a minute at most, and it is parked no more.
[[nodiscard]] Circuit after_contact(Circuit circuit, Timestamp now);
// Staff ask for it. What the server asked for itself stays.
[[nodiscard]] Circuit without_wait(Circuit circuit, Timestamp now);

// A reason in plain English, a sentence; empty for 0.
[[nodiscard]] std::string reason_text(int reason);
// "no_answer", "no_connection", "too_fast" or "server_error"; empty for 0.
[[nodiscard]] std::string_view reason_code(int reason);

}  // namespace chancery::activitypub
