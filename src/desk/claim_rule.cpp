#include "desk/claim_rule.hpp"

namespace chancery::desk {

ClaimAnswer decide(const Standing& standing, const std::optional<Lease>& lease, bool waits, const ClaimAsked& asked) {
  if (standing.place == Place::Closed) return ClaimAnswer::Closed;
  if (standing.place == Place::Queue) return ClaimAnswer::Granted;
  if (standing.holder == asked.by) return ClaimAnswer::Renewed;
  if (asked.take_over && asked.may_lead) return ClaimAnswer::TakenOver;
  if (waits) return ClaimAnswer::AwaitsApproval;
  const bool known = lease && lease->holder == standing.holder && lease->token == standing.token;
  const bool over = known && asked.now >= lease->until;
  return over && !standing.assigned ? ClaimAnswer::Granted : ClaimAnswer::HeldByAnother;
}

Status check_token(const Standing& standing, Officer by, std::int64_t token) {
  const auto refuse = [](const char* hint) { return fail(Errc::Conflict, "a stale token", hint); };
  if (standing.place == Place::Closed) return refuse("The conversation was closed meanwhile.");
  if (standing.place == Place::Queue) return refuse("Your claim has ended: claim the conversation again.");
  if (standing.holder != by) return refuse("Somebody else has this conversation now.");
  if (standing.token != token) return refuse("You claimed it again elsewhere: go on there, or load this page again.");
  return {};
}

}  // namespace chancery::desk
