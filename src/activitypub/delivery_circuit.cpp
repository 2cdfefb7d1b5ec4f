#include "activitypub/delivery_circuit.hpp"

#include <algorithm>
#include <utility>

namespace chancery::activitypub {
namespace {

constexpr std::chrono::hours kParkedProbe{24};
constexpr std::chrono::minutes kBetweenContacts{1};
constexpr int kTooFast = 429;

// A quarter either way.
std::chrono::milliseconds spread(std::chrono::milliseconds wait, double random) {
  return std::chrono::milliseconds{
      static_cast<std::int64_t>(static_cast<double>(wait.count()) * (0.75 + 0.5 * random))};
}

}  // namespace

HostStanding standing_of(const Circuit& circuit, const CircuitRule& rule) {
  if (circuit.parked_at) return HostStanding::Parked;
  if (circuit.failures >= rule.trouble) return HostStanding::Failing;
  return circuit.failures > 0 ? HostStanding::Doubtful : HostStanding::Reachable;
}

Circuit after_failure(Circuit circuit, const HostFailure& failure, Timestamp now, double random,
                      const CircuitRule& rule) {
  ++circuit.failures;
  if (!circuit.failing_since) circuit.failing_since = now;
  circuit.failed_at = now;
  circuit.reason = failure.reason;
  const bool open = circuit.failures >= rule.trouble;
  if (open && !circuit.parked_at && now - *circuit.failing_since >= rule.park_after) circuit.parked_at = now;
  std::chrono::milliseconds wait{0};
  if (circuit.parked_at) {
    wait = spread(kParkedProbe, random);
  } else if (open) {
    wait = back_off(circuit.failures - rule.trouble + 1, random);
  }
  // The longer wait counts, and whose it was.
  const std::chrono::milliseconds asked = failure.retry_after.value_or(std::chrono::seconds{0});
  const auto until = now + std::max(wait, asked);
  if (until > circuit.wait_until) {
    circuit.wait_until = until;
    circuit.asked = failure.retry_after && asked >= wait;
  }
  return circuit;
}

Circuit after_contact(Circuit circuit, Timestamp now) {
  circuit.parked_at.reset();
  if (circuit.asked && circuit.wait_until > now) return circuit;
  const auto soonest = circuit.failed_at ? *circuit.failed_at + kBetweenContacts : now;
  circuit.wait_until = std::min(circuit.wait_until, std::max(now, soonest));
  return circuit;
}

Circuit without_wait(Circuit circuit, Timestamp now) {
  if (circuit.asked && circuit.wait_until > now) return circuit;
  circuit.wait_until = std::min(circuit.wait_until, now);
  return circuit;
}

std::string reason_text(int reason) {
  switch (reason) {
    case 0:
      return {};
    case kNoAnswer:
      return "It did not answer in time.";
    case kNoConnection:
      return "No connection could be made: its name, its network or its certificate fails.";
    case kTooFast:
      return "It asks us to send more slowly (429).";
    default:
      return "It answers with an error of its own (" + std::to_string(reason) + ").";
  }
}

std::string_view reason_code(int reason) {
  switch (reason) {
    case 0:
      return {};
    case kNoAnswer:
      return "no_answer";
    case kNoConnection:
      return "no_connection";
    case kTooFast:
      return "too_fast";
    default:
      return "server_error";
  }
}

}  // namespace chancery::activitypub
