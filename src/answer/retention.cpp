#include "answer/retention.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "answer/append.hpp"
#include "answer/holds.hpp"
#include "answer/retention_rows.hpp"
#include "answer/rows.hpp"
#include "answer/visibility.hpp"
#include "base/log.hpp"
#include "staff/audit.hpp"
#include "store/notes.hpp"
#include "store/strip_note.hpp"

namespace chancery::answer {
namespace {

constexpr std::array<std::string_view, 4> kNames{"direct", "public", "note", "handover"};

// Its own words go, hers and ours; what everybody could read stays what it is.
void erase_messages(store::Transaction& tx, ConversationId id) {
  for (const auto& message : rows::messages(tx, id)) {
    const auto note = store::note_by_id(tx, message.note);
    if (note && !said_to_few(*note) && !note->deleted) continue;
    if (note) store::strip_note(tx, note->id);
    rows::put_message_erased(tx, message.note);
  }
}

// Of a reply everybody may read, what was written stays with it; of any other nothing does.
Status erase_posts(store::Transaction& tx, ConversationId id, const ErasePost& erase_post) {
  for (const auto& bound : rows::bound_posts(tx, id)) {
    const auto note = bound.note ? store::note_by_id(tx, bound.note) : std::nullopt;
    if (note && !note->deleted && !said_to_few(*note)) continue;
    if (auto erased = erase_post(tx, bound.post); !erased) return erased;
  }
  rows::give_up_replies(tx, id);
  return {};
}

Timestamp last_said(const Conversation& c) {
  return std::max(c.last_in, c.last_out.value_or(c.last_in));
}

// The conversation a merged one goes on in.
Conversation end_of(store::Transaction& tx, Conversation c) {
  while (c.merged_into) {
    auto next = rows::conversation(tx, c.merged_into);
    if (!next) break;
    c = std::move(*next);
  }
  return c;
}

// It may have been opened again, or written to, since it was looked for. What was merged goes with what it went on in.
bool is_due(store::Transaction& tx, const std::optional<Conversation>& c, const Retention::Pass& pass) {
  const auto over = [&](const Conversation& one) {
    return one.place == desk::Place::Closed && last_said(one) <= pass.before;
  };
  if (!c || c->deidentified_at || !over(*c)) return false;
  if (c->merged_into && !over(end_of(tx, *c))) return false;
  return pass.name == RetentionClass::Note || c->is_private == (pass.name == RetentionClass::Direct);
}

// What a write of a pass did, on record.
void tell(store::Transaction& tx, const Retention::Pass& pass, const Retention::Done& done) {
  if (done.deidentified == 0) return;
  rows::count_run(tx, {.id = pass.run,
                       .at = pass.now,
                       .name = pass.name,
                       .deidentified = static_cast<std::int64_t>(done.deidentified),
                       .held = static_cast<std::int64_t>(pass.done.held + done.held)});
  staff::append_audit(tx, pass.now, "system", "retention.run",
                      fmt::format("retention:{} {} {}", to_string(pass.name), done.deidentified,
                                  pass.name == RetentionClass::Handover ? "handovers" : "conversations"));
}

}  // namespace

std::string_view to_string(RetentionClass name) {
  return kNames.at(static_cast<std::size_t>(name));
}

Result<RetentionClass> parse_retention_class(std::string_view text) {
  for (const auto name : kRetentionClasses) {
    if (to_string(name) == text) return name;
  }
  return fail(Errc::Invalid, "no such class", "name: direct, public, note or handover");
}

Status set_retention(store::Transaction& tx, RetentionClass name, int days, const Acting& acting) {
  if (days < kLeastDays || days > kMostDays) {
    return fail(Errc::Invalid, "too few days or too many", fmt::format("days: {} to {}", kLeastDays, kMostDays));
  }
  if (!rows::put_days(tx, name, days)) return {};
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), "retention.change",
                      fmt::format("retention:{} {} days", to_string(name), days));
  return {};
}

Status deidentify(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c, Timestamp now,
                  const ErasePost& erase_post) {
  erase_messages(tx, c.id);
  if (auto erased = erase_posts(tx, c.id, erase_post); !erased) return erased;
  rows::erase_internal_notes(tx, c.id);
  rows::erase_reasons(tx, c.id);
  rows::forget_found(tx, c.id);
  desk::Event event;
  event.kind = desk::EventKind::Deidentified;
  event.at = now;
  if (auto done = append(tx, workplace, c.id, event, {nullptr, now}); !done) return fail(done.error());
  if (c.person && !rows::has_conversations(tx, c.person)) rows::delete_person(tx, c.person);
  return {};
}

Retention::Pass Retention::begin(RetentionClass name, Timestamp now) {
  Pass pass{.name = name,
            .now = now,
            .before = now,
            .run = store_.ids().next(),
            .after = {},
            .after_id = {},
            .after_handover = {},
            .done = {}};
  const auto rule = store_.read([&](store::Snapshot& snapshot) { return rows::retention_rule(snapshot, name); });
  if (rule) pass.before = now - std::chrono::days{rule->days};
  pass.ended = !rule;
  return pass;
}

Result<Retention::Done> Retention::write(store::Transaction& tx, const Pass& pass,
                                         std::span<const ConversationId> due) {
  const auto works = workplaces_.now();
  Done done;
  for (const auto id : due) {
    const auto c = rows::conversation(tx, id);
    if (!is_due(tx, c, pass)) continue;
    if (hold_on(tx, *c)) {
      ++done.held;
      continue;
    }
    if (pass.name == RetentionClass::Note) {
      rows::erase_internal_notes(tx, id);
    } else if (auto gone = deidentify(tx, works->workplace(), *c, pass.now, hooks_.erase_post); !gone) {
      return fail(gone.error());
    }
    ++done.deidentified;
  }
  tell(tx, pass, done);
  return done;
}

// One that cannot be done keeps no other from it.
Retention::Done Retention::write_each(const Pass& pass, std::span<const ConversationId> due) {
  Done all;
  for (const auto& id : due) {
    const auto done =
        store_.write(store::Lane::Bulk, [&](store::Transaction& tx) { return write(tx, pass, {&id, 1}); }).get();
    if (!done) log::error("answer", "conversation {} is over its time and kept: {}", id.text(), done.error().detail);
    all.deidentified += done ? done->deidentified : 0;
    all.held += done ? done->held : 0;
  }
  return all;
}

Status Retention::slice_handovers(Pass& pass) {
  const auto old = store_.read([&](store::Snapshot& snapshot) {
    return rows::old_handovers(snapshot, pass.before, pass.after_handover, kSlice);
  });
  pass.ended = old.size() < kSlice;
  if (old.empty()) return {};
  const auto done = store_
                        .write(store::Lane::Bulk,
                               [&](store::Transaction& tx) -> Result<Done> {
                                 Done gone;
                                 for (const auto& one : old) {
                                   const bool held = hold_on(tx, one.desk).has_value();
                                   if (!held) rows::delete_handover(tx, one.id);
                                   ++(held ? gone.held : gone.deidentified);
                                 }
                                 tell(tx, pass, gone);
                                 return gone;
                               })
                        .get();
  if (!done) return fail(done.error());
  pass.after_handover = old.back().id;
  pass.done.deidentified += done->deidentified;
  pass.done.held += done->held;
  return {};
}

void Retention::slice_conversations(Pass& pass) {
  const rows::OldQuery query{.is_private = pass.name == RetentionClass::Direct,
                             .before = pass.before,
                             .after = {pass.after_id, pass.after},
                             .limit = kSlice};
  const auto old = store_.read([&](store::Snapshot& snapshot) {
    return pass.name == RetentionClass::Note ? rows::old_notes(snapshot, query)
                                             : rows::old_conversations(snapshot, query);
  });
  pass.ended = old.size() < kSlice;
  if (old.empty()) return;
  std::vector<ConversationId> due;
  for (const auto& one : old) due.push_back(one.id);
  const auto done = store_.write(store::Lane::Bulk, [&](store::Transaction& tx) { return write(tx, pass, due); }).get();
  const auto counted = done ? *done : write_each(pass, due);
  pass.after = old.back().last_in;
  pass.after_id = old.back().id;
  pass.done.deidentified += counted.deidentified;
  pass.done.held += counted.held;
}

Status Retention::slice(Pass& pass) {
  if (pass.name != RetentionClass::Handover) {
    slice_conversations(pass);
  } else if (auto sliced = slice_handovers(pass); !sliced) {
    return sliced;
  }
  if (!pass.ended) return {};
  return store_.write_now([&](store::Transaction& tx) -> Status {
    rows::put_looked(tx, pass.name, pass.now, static_cast<std::int64_t>(pass.done.held));
    return {};
  });
}

Result<Retention::Done> Retention::run(Timestamp now, const std::stop_token& stop) {
  Done all;
  for (const auto name : kRetentionClasses) {
    for (auto pass = begin(name, now); !pass.ended && !stop.stop_requested();) {
      if (!hooks_.trusts()) return all;
      const auto before = pass.done;
      if (auto done = slice(pass); !done) return fail(done.error());
      all.deidentified += pass.done.deidentified - before.deidentified;
      all.held += pass.done.held - before.held;
    }
  }
  return all;
}

}  // namespace chancery::answer
