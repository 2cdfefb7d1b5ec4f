#include "desk/fold.hpp"

#include <algorithm>

namespace chancery::desk {
namespace {

void give_to(Standing& standing, Officer holder, bool assigned) {
  standing.place = Place::Person;
  standing.holder = holder;
  standing.assigned = assigned;
  ++standing.token;
}

// Out of somebody's hands, or of nobody's.
void lay(Standing& standing, Place place) {
  standing.place = place;
  standing.holder = {};
  standing.assigned = false;
  ++standing.token;
}

void close(Standing& standing, Outcome outcome) {
  if (standing.place == Place::Closed) return;
  lay(standing, Place::Closed);
  standing.outcome = outcome;
}

void say_matter(Standing& standing, const Event& event) {
  const bool person = event.kind == EventKind::Classified && event.user;
  if (standing.matter_by_person && !person) return;
  standing.matter = event.matter;
  standing.matter_by_person = person;
}

void say_urgency(Standing& standing, const Event& event) {
  const bool person = event.kind == EventKind::Urgency && event.user;
  if (standing.urgency_by_person && !person) return;
  standing.urgency = std::clamp(event.urgency, 0, 3);
  standing.urgency_by_person = person;
}

void route_to(Standing& standing, const Event& event) {
  standing.desk = event.desk;
  say_matter(standing, event);
  say_urgency(standing, event);
  if (standing.place == Place::Person) lay(standing, Place::Queue);
}

tl::unexpected<Error> refuse_event(const char* hint) {
  return fail(Errc::Conflict, "the conversation stands elsewhere", hint);
}

Status may_change_hands(const Standing& standing, const Event& next) {
  if (!next.user) return fail(Errc::Invalid, "nobody is named", "Name the person.");
  if (standing.place == Place::Closed)
    return refuse_event("The conversation was closed meanwhile. Open it again first.");
  if (next.kind == EventKind::Claimed && standing.place == Place::Person) {
    return refuse_event("Somebody has this conversation now. Load it again to see who.");
  }
  if (next.kind == EventKind::TakenOver && standing.place != Place::Person) {
    return refuse_event("Nobody has this conversation any more: claim it.");
  }
  if (next.kind != EventKind::Claimed && standing.holder == next.user) {
    return refuse_event("She has this conversation already.");
  }
  return {};
}

Status may_let_go(const Standing& standing, const Event& next) {
  const bool hers = standing.place == Place::Person && (!next.user || next.user == standing.holder) &&
                    (next.token == 0 || next.token == standing.token);
  if (!hers) return refuse_event("The conversation has changed hands meanwhile. Load it again.");
  if (next.kind == EventKind::Lapsed && standing.assigned) {
    return refuse_event("The conversation was given to her by name: it does not lapse.");
  }
  return {};
}

}  // namespace

void apply(Standing& standing, const Event& event) {
  if (event.strand != 0) return;
  const bool open = standing.place != Place::Closed;
  switch (event.kind) {
    case EventKind::Routed:
      return route_to(standing, event);
    case EventKind::Moved:
      standing.desk = event.desk;
      if (open) lay(standing, Place::Queue);
      return;
    case EventKind::Claimed:
    case EventKind::TakenOver:
    case EventKind::Assigned:
      if (open && event.user) give_to(standing, event.user, event.kind == EventKind::Assigned);
      return;
    case EventKind::Released:
    case EventKind::Lapsed:
      if (standing.place == Place::Person) lay(standing, Place::Queue);
      return;
    case EventKind::Closed:
      return close(standing, event.outcome);
    case EventKind::MergedInto:
      return close(standing, Outcome::Merged);
    case EventKind::Reopened:
      if (open) return;
      standing.place = Place::Queue;
      standing.outcome.reset();
      return;
    case EventKind::Classified:
      return say_matter(standing, event);
    case EventKind::Urgency:
      return say_urgency(standing, event);
    case EventKind::MadePrivate:
      standing.is_private = true;
      return;
    default:
      return;
  }
}

Standing fold(std::span<const Event> by_id) {
  Standing standing;
  for (const Event& event : by_id) apply(standing, event);
  return standing;
}

Status may_follow(const Standing& standing, const Event& next) {
  if (next.strand != 0) return {};
  const bool open = standing.place != Place::Closed;
  switch (next.kind) {
    case EventKind::Routed:
    case EventKind::Moved:
      if (!next.desk) return fail(Errc::Invalid, "no desk is named", "Name the desk.");
      if (!open) return refuse_event("The conversation was closed meanwhile. Open it again first.");
      if (next.kind == EventKind::Routed && standing.place == Place::Person) {
        return refuse_event("Somebody has this conversation now: rules do not take it away.");
      }
      if (next.kind == EventKind::Moved && standing.desk == next.desk)
        return refuse_event("It lies at that desk already.");
      return {};
    case EventKind::Claimed:
    case EventKind::TakenOver:
    case EventKind::Assigned:
      return may_change_hands(standing, next);
    case EventKind::Released:
    case EventKind::Lapsed:
      return may_let_go(standing, next);
    case EventKind::Closed:
      if (next.outcome == Outcome::Merged) return fail(Errc::Invalid, "merged by hand", "Merge the two conversations.");
      [[fallthrough]];
    case EventKind::MergedInto:
      if (!open) return refuse_event("The conversation was closed meanwhile.");
      return {};
    case EventKind::Reopened:
      if (open) return refuse_event("The conversation is open already.");
      if (standing.outcome == Outcome::Merged)
        return refuse_event("It was merged into another conversation: go on there.");
      return {};
    default:
      return {};
  }
}

}  // namespace chancery::desk
