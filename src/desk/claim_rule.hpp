// Who may write an answer now: a lease and a fencing token.
//
// The lease is time on the steady clock, kept in memory, renewed by the holder's page; it only says when others may
// take over. What makes a second sender impossible is the token: it stands in the conversation's row, grows with every
// change of hands, and is compared in the transaction that saves a draft, submits it, and sends it (Kleppmann, How to
// do distributed locking, 2016).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "desk/fold.hpp"

namespace chancery::desk {

using Steady = std::chrono::steady_clock::time_point;

struct Lease {
  ConversationId conversation;
  Officer holder;
  std::int64_t token = 0;
  Steady until;
};

struct ClaimAsked {
  Officer by;
  bool may_lead = false;   // holds the right `lead` at the desk
  bool take_over = false;  // and says so
  Steady now;
  std::chrono::minutes length{10};
};

enum class ClaimAnswer : std::uint8_t {
  Granted,        // from the queue; or the other's lease is over: then Lapsed is recorded first
  Renewed,        // hers already: the same token
  TakenOver,      // by a lead, from another
  HeldByAnother,  //
  Closed,         //
  AwaitsApproval  // another's reply waits to leave
};

// A holder is renewed under the same token. Another gets it when the lease is over, or by taking over with the right
// `lead`. While a reply waits for clearance, approval or its departure (`waits`) the lease does not run out: only a
// lead takes over, and that voids the reply. A claim whose lease is not known, or is of another token, is held: the
// caller gives it a full one. Nothing here reads a wall clock.
[[nodiscard]] ClaimAnswer decide(const Standing& standing, const std::optional<Lease>& lease, bool waits,
                                 const ClaimAsked& asked);

// Fails with Errc::Conflict; the hint says what happened to her claim.
[[nodiscard]] Status check_token(const Standing& standing, Officer by, std::int64_t token);

}  // namespace chancery::desk
