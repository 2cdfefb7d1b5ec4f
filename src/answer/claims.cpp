#include "answer/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "answer/append.hpp"
#include "answer/conversations.hpp"
#include "answer/notices.hpp"
#include "answer/placing.hpp"
#include "answer/rows.hpp"
#include "base/log.hpp"
#include "staff/shown_names.hpp"

namespace chancery::answer {
namespace {

using desk::ClaimAnswer;
using desk::EventKind;
using desk::Officer;

std::chrono::seconds whole_seconds(std::chrono::steady_clock::duration time) {
  return std::max(std::chrono::seconds{0}, std::chrono::ceil<std::chrono::seconds>(time));
}

desk::Event hand(EventKind kind, staff::UserId user, Timestamp at, std::int64_t token = 0) {
  desk::Event event;
  event.kind = kind;
  event.user = Officer{user.value};
  event.at = at;
  event.token = token;
  return event;
}

// When the holder got it, as people read it.
std::string since(store::Transaction& tx, const Conversation& c) {
  std::optional<Timestamp> at;
  for (const auto& one : rows::happened(tx, c.id)) {
    if (one.event.user.value == c.holder.value && one.event.kind != EventKind::Released &&
        one.event.kind != EventKind::Lapsed) {
      at = one.event.at;
    }
  }
  return at ? to_rfc3339(std::chrono::floor<std::chrono::seconds>(*at)) : std::string();
}

tl::unexpected<Error> refuse_claim(store::Transaction& tx, const Conversation& c, ClaimAnswer answer) {
  if (answer == ClaimAnswer::Closed) {
    return fail(Errc::Conflict, "closed", "The conversation is closed. Open it again first.");
  }
  const auto name = staff::name_at_desk(tx, c.holder, c.desk);
  if (answer == ClaimAnswer::AwaitsApproval) {
    return fail(Errc::Conflict, "a reply waits", fmt::format("A reply of {} waits to be approved or to leave.", name));
  }
  return fail(Errc::Conflict, "held by another", fmt::format("{} has had this since {}.", name, since(tx, c)));
}

// To their desks' queues; gives how many.
std::size_t hand_back(store::Transaction& tx, const desk::Workplace& workplace, std::span<const rows::Held> held,
                      const Acting& acting) {
  std::size_t back = 0;
  for (const auto& one : held) {
    const auto event = hand(EventKind::Released, one.holder, acting.now, one.token);
    if (append(tx, workplace, one.conversation, event, acting)) ++back;
  }
  return back;
}

}  // namespace

Claims::Claims(store::Store& store, const Clock& clock, const Workplaces& workplaces)
    : store_(store), clock_(clock), workplaces_(workplaces) {
  const auto held = store_.read([](store::Snapshot& snapshot) { return rows::held(snapshot); });
  for (const auto& one : held) {
    if (!one.assigned) give(one.conversation, one.holder, one.token, one.desk);
  }
}

std::chrono::minutes Claims::length_at(DeskId desk) const {
  const auto works = workplaces_.now();
  const auto at = works->leases.find(desk);
  return at == works->leases.end() ? kLength : at->second;
}

void Claims::give(ConversationId id, staff::UserId holder, std::int64_t token, DeskId desk) {
  const auto length = length_at(desk);
  const auto until = clock_.steady() + length;
  const std::lock_guard lock(mutex_);
  leases_.insert_or_assign(
      id, Kept{{.conversation = id, .holder = Officer{holder.value}, .token = token, .until = until}, length});
}

void Claims::drop(const desk::Lease& lease) {
  const std::lock_guard lock(mutex_);
  const auto at = leases_.find(lease.conversation);
  if (at != leases_.end() && at->second.lease.token == lease.token) leases_.erase(at);
}

void Claims::prolong(const desk::Lease& lease) {
  const std::lock_guard lock(mutex_);
  const auto at = leases_.find(lease.conversation);
  if (at != leases_.end() && at->second.lease.token == lease.token) {
    at->second.lease.until = clock_.steady() + at->second.length;
  }
}

std::optional<desk::Lease> Claims::lease_of(const Conversation& c) const {
  const std::lock_guard lock(mutex_);
  const auto at = leases_.find(c.id);
  if (at == leases_.end() || at->second.lease.token != c.token) return std::nullopt;
  return at->second.lease;
}

std::optional<std::chrono::seconds> Claims::left(const Conversation& c) const {
  if (c.place != desk::Place::Person || c.assigned) return std::nullopt;
  const auto lease = lease_of(c);
  return lease ? whole_seconds(lease->until - clock_.steady()) : std::chrono::seconds(length_at(c.desk));
}

Result<Claims::Claimed> Claims::claim(store::Transaction& tx, ConversationId id, const staff::User& by, Timestamp now,
                                      bool take_over) {
  auto c = conversation_for(tx, id, by, staff::DeskAction::Work);
  if (!c) return fail(c.error());
  const bool leads = staff::desk_rights(tx, by).may(staff::DeskAction::Lead, c->desk);
  if (take_over && !leads && c->holder != by.id && c->place == desk::Place::Person) {
    return fail(staff::require(staff::desk_rights(tx, by), staff::DeskAction::Lead, c->desk).error());
  }
  const auto lease = lease_of(*c);
  if (!lease && c->place == desk::Place::Person && !c->assigned) give(id, c->holder, c->token, c->desk);
  const auto answer = desk::decide(standing_of(*c), lease, waits(tx, id),
                                   {.by = Officer{by.id.value},
                                    .may_lead = leads,
                                    .take_over = take_over,
                                    .now = clock_.steady(),
                                    .length = length_at(c->desk)});
  const auto works = workplaces_.now();
  const auto workplace = works->workplace();
  const auto former = c->holder;
  switch (answer) {
    case ClaimAnswer::Renewed:
      break;
    case ClaimAnswer::Granted:
      if (c->place == desk::Place::Person) {
        if (auto over = append(tx, workplace, id, hand(EventKind::Lapsed, c->holder, now, c->token), {nullptr, now});
            !over) {
          return fail(over.error());
        }
      }
      c = append(tx, workplace, id, hand(EventKind::Claimed, by.id, now), {&by, now});
      break;
    case ClaimAnswer::TakenOver:
      c = append(tx, workplace, id, hand(EventKind::TakenOver, by.id, now), {&by, now});
      put_notice(tx, {.user = former, .kind = NoticeKind::TakenOver, .conversation = id, .by = by.id, .at = now});
      break;
    default:
      return refuse_claim(tx, *c, answer);
  }
  if (!c) return fail(c.error());
  give(id, by.id, c->token, c->desk);
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(length_at(c->desk));
  return Claimed{std::move(*c), left, answer == ClaimAnswer::TakenOver};
}

std::optional<std::chrono::seconds> Claims::heartbeat(ConversationId id, staff::UserId holder, std::int64_t token) {
  const std::lock_guard lock(mutex_);
  const auto at = leases_.find(id);
  const auto now = clock_.steady();
  if (at == leases_.end()) return std::nullopt;
  auto& lease = at->second.lease;
  if (lease.token != token || lease.holder.value != holder.value || lease.until <= now) return std::nullopt;
  lease.until = std::max(lease.until, now + at->second.length);
  return whole_seconds(lease.until - now);
}

Result<Conversation> Claims::release(store::Transaction& tx, ConversationId id, const staff::User& by, Timestamp now,
                                     std::int64_t token) {
  auto c = conversation_for(tx, id, by, staff::DeskAction::Work);
  if (!c) return c;
  if (auto hers = desk::check_token(standing_of(*c), Officer{by.id.value}, token); !hers) return fail(hers.error());
  if (waits(tx, id)) {
    return fail(Errc::Conflict, "a reply waits", "Your reply is on its way: take it back first.");
  }
  return append(tx, workplaces_.now()->workplace(), id, hand(EventKind::Released, by.id, now, token), {&by, now});
}

std::vector<desk::Lease> Claims::over() const {
  constexpr std::size_t kSlice = 50;
  std::vector<desk::Lease> found;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, kept] : leases_) {
    if (kept.lease.until <= clock_.steady() && found.size() < kSlice) found.push_back(kept.lease);
  }
  return found;
}

std::size_t Claims::lapse() {
  std::size_t lapsed = 0;
  for (const auto& lease : over()) {
    const auto works = workplaces_.now();
    const auto done = store_.write_now([&](store::Transaction& tx) -> Result<bool> {
      const auto c = rows::conversation(tx, lease.conversation);
      const bool hers = c && c->place == desk::Place::Person && c->token == lease.token;
      if (!hers || c->assigned) return true;
      if (waits(tx, lease.conversation)) return false;
      const auto now = store_.clock().now();
      const auto event = hand(EventKind::Lapsed, c->holder, now, c->token);
      if (auto over = append(tx, works->workplace(), lease.conversation, event, {nullptr, now}); !over) {
        return fail(over.error());
      }
      ++lapsed;
      return true;
    });
    if (!done) {
      log::warn("answer", "a claim that is over was not ended: {}", done.error().detail);
    } else if (*done) {
      drop(lease);
    } else {
      prolong(lease);
    }
  }
  return lapsed;
}

std::size_t Claims::release_all(store::Transaction& tx, staff::UserId user, const Acting& acting) {
  return hand_back(tx, workplaces_.now()->workplace(), rows::held_by(tx, user), acting);
}

std::size_t Claims::release_lost(store::Transaction& tx, const staff::User& user, const Acting& acting) {
  if (!staff::desk_rights(tx, user).anywhere(staff::DeskAction::Read)) rows::unname(tx, user.id);
  auto lost = rows::held_by(tx, user.id);
  std::erase_if(lost, [&](const rows::Held& one) {
    return conversation_for(tx, one.conversation, user, staff::DeskAction::Work).has_value();
  });
  return hand_back(tx, workplaces_.now()->workplace(), lost, acting);
}

}  // namespace chancery::answer
