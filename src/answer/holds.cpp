#include "answer/holds.hpp"

#include <fmt/format.h>

#include <utility>

#include "activity/events.hpp"
#include "answer/append.hpp"
#include "answer/crisis_words.hpp"
#include "answer/retention_rows.hpp"
#include "answer/rows.hpp"
#include "staff/audit.hpp"
#include "staff/desks.hpp"
#include "store/events.hpp"

namespace chancery::answer {
namespace {

constexpr std::array<std::string_view, 5> kScopeNames{"conversation", "person", "desk", "mission", "all"};

bool is_there(store::Transaction& tx, const Hold& hold) {
  switch (hold.scope) {
    case HoldScope::Conversation:
      return rows::conversation(tx, ConversationId{hold.subject}).has_value();
    case HoldScope::Person:
      return rows::person(tx, PersonId{hold.subject}).has_value();
    case HoldScope::Desk:
      return staff::desk_by_id(tx, DeskId{hold.subject}).has_value();
    case HoldScope::Mission:
      return staff::mission_by_id(tx, staff::MissionId{hold.subject}).has_value();
    case HoldScope::All:
      return true;
  }
  return false;
}

void audit(store::Transaction& tx, const Hold& hold, std::string_view action, const Acting& acting) {
  auto subject = fmt::format("hold:{} {}", hold.id, to_string(hold.scope));
  if (hold.scope != HoldScope::All) subject += fmt::format(":{}", hold.subject);
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), action, subject);
}

// For other programs; whom it concerns is told to none.
void tell_hold_log(store::Transaction& tx, const Hold& hold, std::string_view event) {
  json::Object facts{{"hold", hold.id}, {"scope", to_string(hold.scope)}};
  if (hold.scope != HoldScope::All && hold.scope != HoldScope::Person) facts["subject"] = hold.subject;
  store::append_event(tx, event, facts);
}

// Its own record has it; of a person or a desk there may be any number.
Status tell(store::Transaction& tx, const desk::Workplace& workplace, const Hold& hold, desk::EventKind kind,
            const Acting& acting) {
  if (hold.scope != HoldScope::Conversation) return {};
  Record record;
  record.event.kind = kind;
  record.event.at = acting.now;
  record.other = hold.id;
  auto done = append(tx, workplace, ConversationId{hold.subject}, std::move(record), acting);
  return done ? Status{} : fail(done.error());
}

}  // namespace

std::string_view to_string(HoldScope scope) {
  return kScopeNames.at(static_cast<std::size_t>(scope));
}

Result<HoldScope> parse_hold_scope(std::string_view text) {
  for (const auto scope : kHoldScopes) {
    if (to_string(scope) == text) return scope;
  }
  return fail(Errc::Invalid, "no such scope", "scope: conversation, person, desk, mission or all");
}

Result<Hold> place_hold(store::Transaction& tx, const desk::Workplace& workplace, const Hold& wanted,
                        const Acting& acting) {
  if (auto said = check_words("reason", wanted.reason, kMaxHoldReason); !said) return fail(said.error());
  Hold hold{.id = wanted.id,
            .scope = wanted.scope,
            .subject = wanted.scope == HoldScope::All ? 0 : wanted.subject,
            .reason = wanted.reason,
            .by = acting.by->id,
            .at = acting.now,
            .lifted_by = {},
            .lifted_at = {}};
  if (!is_there(tx, hold)) {
    return fail(Errc::NotFound, "nothing to hold", fmt::format("subject: there is no such {}", to_string(hold.scope)));
  }
  if (rows::hold_stands(tx, hold.scope, hold.subject)) {
    return fail(Errc::Conflict, "held already", "A hold stands on this already.");
  }
  rows::insert_hold(tx, hold);
  audit(tx, hold, "hold.place", acting);
  tell_hold_log(tx, hold, activity::events::kLegalHoldPlaced);
  if (auto told = tell(tx, workplace, hold, desk::EventKind::Held, acting); !told) return fail(told.error());
  return hold;
}

Result<Hold> lift_hold(store::Transaction& tx, const desk::Workplace& workplace, std::int64_t id,
                       const Acting& acting) {
  auto hold = rows::hold(tx, id);
  if (!hold) return fail(Errc::NotFound, "there is no such hold");
  if (hold->lifted_at) return fail(Errc::Conflict, "lifted already", "This hold was lifted already.");
  hold->lifted_by = acting.by->id;
  hold->lifted_at = acting.now;
  rows::put_lifted(tx, *hold);
  audit(tx, *hold, "hold.lift", acting);
  tell_hold_log(tx, *hold, activity::events::kLegalHoldLifted);
  if (auto told = tell(tx, workplace, *hold, desk::EventKind::Lifted, acting); !told) return fail(told.error());
  return std::move(*hold);
}

namespace {

// Of a desk or its mission.
std::optional<Hold> hold_before(store::Transaction& tx, DeskId id, Timestamp left) {
  const auto before = [&](HoldScope scope, std::int64_t subject) {
    auto hold = rows::standing_hold(tx, scope, subject);
    return hold && hold->at <= left ? hold : std::nullopt;
  };
  if (auto on_desk = before(HoldScope::Desk, id.value)) return on_desk;
  const auto desk = staff::desk_by_id(tx, id);
  return desk ? before(HoldScope::Mission, desk->mission.value) : std::nullopt;
}

// Of a desk it was moved away from while that was held: a hold is no less for that.
std::optional<Hold> hold_it_left(store::Transaction& tx, ConversationId id) {
  DeskId lay;
  for (const auto& one : rows::happened(tx, id)) {
    if (one.event.kind != desk::EventKind::Routed && one.event.kind != desk::EventKind::Moved) continue;
    if (lay) {
      if (auto hold = hold_before(tx, lay, one.recorded_at)) return hold;
    }
    lay = one.event.desk;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Hold> hold_on(store::Transaction& tx, DeskId id) {
  if (auto all = rows::standing_hold(tx, HoldScope::All, 0)) return all;
  if (auto on_desk = rows::standing_hold(tx, HoldScope::Desk, id.value)) return on_desk;
  const auto desk = staff::desk_by_id(tx, id);
  return desk ? rows::standing_hold(tx, HoldScope::Mission, desk->mission.value) : std::nullopt;
}

std::optional<Hold> hold_on(store::Transaction& tx, const Conversation& conversation) {
  for (const auto id : rows::merged_with(tx, conversation.id)) {
    const auto c = rows::conversation(tx, id);
    if (!c) continue;
    if (auto on_it = rows::standing_hold(tx, HoldScope::Conversation, id.value)) return on_it;
    if (c->person) {
      if (auto on_her = rows::standing_hold(tx, HoldScope::Person, c->person.value)) return on_her;
    }
    if (auto on_place = hold_on(tx, c->desk)) return on_place;
    if (auto on_former = hold_it_left(tx, id)) return on_former;
  }
  return std::nullopt;
}

void keep_hold_of(store::Transaction& tx, PersonId person, IdSource& ids, Timestamp now) {
  auto hold = rows::standing_hold(tx, HoldScope::Person, person.value);
  if (!hold) return;
  hold->scope = HoldScope::Conversation;
  hold->at = now;
  for (const auto id : rows::conversations_of(tx, person)) {
    if (rows::hold_stands(tx, HoldScope::Conversation, id.value)) continue;
    hold->id = ids.next();
    hold->subject = id.value;
    rows::insert_hold(tx, *hold);
    staff::append_audit(tx, now, "system", "hold.place", "conversation:" + id.text());
    tell_hold_log(tx, *hold, activity::events::kLegalHoldPlaced);
  }
}

}  // namespace chancery::answer
