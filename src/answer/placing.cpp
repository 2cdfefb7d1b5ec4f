#include "answer/placing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "answer/append.hpp"
#include "answer/conversations.hpp"
#include "answer/flood_rows.hpp"
#include "answer/notices.hpp"
#include "answer/qa.hpp"
#include "answer/resorting.hpp"
#include "answer/rows.hpp"
#include "staff/shown_names.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;
using desk::Outcome;
using staff::DeskAction;

Status check_reason(std::string_view field, std::string_view reason, bool needed) {
  if (reason.empty() && needed) {
    return fail(Errc::Invalid, "a reason is missing", fmt::format("{}: say why, in a few words", field));
  }
  if (text::count_characters(reason) > kMaxReason || !text::is_valid_utf8(reason)) {
    return fail(Errc::Invalid, "a reason is too long", fmt::format("{}: at most {} characters", field, kMaxReason));
  }
  return {};
}

Result<Conversation> begin(const Step& step, ConversationId id, DeskAction action) {
  return conversation_for(step.tx, id, step.by, action);
}

bool leads(const Step& step, const Conversation& c) {
  return staff::desk_rights(step.tx, step.by).may(DeskAction::Lead, c.desk);
}

// What somebody else has in hand is not taken from under her.
Status check_hands(const Step& step, const Conversation& c) {
  if (c.place != desk::Place::Person || c.holder == step.by.id || leads(step, c)) return {};
  return fail(Errc::Conflict, "somebody has it",
              fmt::format("{} has this conversation now.", staff::name_at_desk(step.tx, c.holder, c.desk)));
}

Status check_nothing_waits(const Step& step, const Conversation& c) {
  if (!waits(step.tx, c.id)) return {};
  return fail(Errc::Conflict, "a reply waits", "A reply to it is on its way: take it back first.");
}

desk::Event event_now(const Step& step, EventKind kind) {
  desk::Event event;
  event.kind = kind;
  event.at = step.now;
  return event;
}

Status check_ending(store::Transaction& tx, const Conversation& c, const Ending& ending) {
  if (ending.outcome == Outcome::Merged) {
    return fail(Errc::Invalid, "merged by hand", "outcome: answered, referred, noted or no_reply");
  }
  if (ending.outcome == Outcome::Answered && !is_answered(tx, c.id)) {
    return fail(Errc::Conflict, "never answered",
                "outcome: no answer of ours stands after what she said last. Answer, or say why not.");
  }
  if (ending.outcome == Outcome::Referred && ending.to.empty()) {
    return fail(Errc::Invalid, "to whom is missing", "to: say to whom it was referred");
  }
  if (auto to = check_reason("to", ending.to, false); !to) return to;
  return check_reason("reason", ending.reason, ending.outcome == Outcome::Noted || ending.outcome == Outcome::NoReply);
}

// What a conversation's clocks and answers are read from.
bool tells_of_waiting(EventKind kind) {
  using enum EventKind;
  static constexpr auto kTells =
      std::to_array({Received, Withdrawn, Answered, TakenBack, Closed, Reopened, MergedIn, Imported});
  return std::ranges::find(kTells, kind) != kTells.end();
}

// What happened there becomes part of the other at its own time, and stays apart until the merge: clocks count from
// when she first wrote, and an answer is one to what was part of its conversation when it left.
Status carry_over(const Step& step, const Conversation& from, ConversationId into) {
  std::set<std::int64_t> merged;  // into `from`, earlier
  const auto all = rows::happened(step.tx, from.id);
  for (const auto& one : all) merged.insert(one.event.merged);
  for (const auto& one : all) {
    if (!tells_of_waiting(one.event.kind)) continue;
    const bool is_merge = one.event.kind == EventKind::MergedIn;
    Record record;
    record.event = one.event;
    record.event.token = 0;
    if (one.event.strand == 0 || !merged.contains(one.event.strand)) record.event.strand = from.id.value;
    record.post = one.post;
    record.other = is_merge ? one.event.merged : record.event.strand;
    if (one.event.kind == EventKind::Received) record.code = one.value;  // how she wrote
    if (is_merge) record.code = std::to_string(record.event.strand);
    record.words = one.words;
    if (auto carried = append(step.tx, step.workplace, into, std::move(record), {nullptr, step.now}); !carried) {
      return fail(carried.error());
    }
  }
  return {};
}

}  // namespace

Acting acting_of(const Step& step) {
  return {&step.by, step.now};
}

Result<Conversation> move(const Step& step, ConversationId id, DeskId desk, std::string_view reason) {
  const auto c = begin(step, id, DeskAction::Lead);
  if (!c) return c;
  if (auto said = check_reason("reason", reason, true); !said) return fail(said.error());
  const auto to = staff::desk_by_id(step.tx, desk);
  if (!to || to->closed_at) return fail(Errc::Invalid, "no such desk", "desk: there is no such open desk");
  if (auto free = check_nothing_waits(step, *c); !free) return fail(free.error());
  auto event = event_now(step, EventKind::Moved);
  event.desk = desk;
  return append(step.tx, step.workplace, id, event, acting_of(step), reason);
}

Result<Conversation> assign(const Step& step, ConversationId id, staff::UserId user) {
  const auto c = begin(step, id, DeskAction::Lead);
  if (!c) return c;
  const auto to = staff::user_by_id(step.tx, user);
  if (!to || !staff::desk_rights(step.tx, *to).may(DeskAction::Work, c->desk)) {
    return fail(Errc::Invalid, "does not work there", "user: this person does not work at the conversation's desk");
  }
  if (!conversation_for(step.tx, id, *to, DeskAction::Work)) {
    return fail(Errc::Invalid, "may not read it", "user: this person may not read what was said to few at this desk");
  }
  auto event = event_now(step, EventKind::Assigned);
  event.user = desk::Officer{user.value};
  auto done = append(step.tx, step.workplace, id, event, acting_of(step));
  if (done)
    put_notice(step.tx,
               {.user = user, .kind = NoticeKind::Assigned, .conversation = id, .by = step.by.id, .at = step.now});
  return done;
}

Result<Conversation> merge(const Step& step, ConversationId id, ConversationId into, std::string_view reason) {
  const auto from = begin(step, id, DeskAction::Lead);
  if (!from) return from;
  const auto to = begin(step, into, DeskAction::Lead);
  if (!to) return to;
  if (auto said = check_reason("reason", reason, false); !said) return fail(said.error());
  const bool alike = from->id != to->id && from->person && from->person == to->person && from->account == to->account &&
                     from->is_private == to->is_private && from->place != desk::Place::Closed &&
                     to->place != desk::Place::Closed;
  if (!alike) {
    return fail(Errc::Conflict, "cannot be merged",
                "into: only open conversations of the same person with the same account are merged, and none said to "
                "few with one said to everybody");
  }
  if (from->drafting != 0)
    return fail(Errc::Conflict, "a draft", "There is a draft in it: give it up or send it first.");
  if (rows::in_a_flood(step.tx, id, from->token)) {
    return fail(Errc::Conflict, "in a flood", "It is answered with many others: leave it out of these first.");
  }
  rows::move_messages(step.tx, id, into);
  auto event = event_now(step, EventKind::MergedInto);
  if (auto ended = append(step.tx, step.workplace, id,
                          Record{.event = event, .other = into.value, .words = std::string(reason)}, acting_of(step));
      !ended) {
    return ended;
  }
  if (auto carried = carry_over(step, *from, into); !carried) return fail(carried.error());
  if (auto passed = pass_question_on(step.tx, step.workplace, *from, *to, step.now); !passed) {
    return fail(passed.error());
  }
  event.kind = EventKind::MergedIn;
  event.merged = id.value;
  return append(step.tx, step.workplace, into, Record{.event = event, .other = id.value, .words = std::string(reason)},
                acting_of(step));
}

Result<Conversation> classify(const Step& step, ConversationId id, desk::Matter matter) {
  const auto c = begin(step, id, DeskAction::Work);
  if (!c) return c;
  if (auto hands = check_hands(step, *c); !hands) return fail(hands.error());
  auto event = event_now(step, EventKind::Classified);
  event.matter = matter;
  return append(step.tx, step.workplace, id, event, acting_of(step));
}

Result<Conversation> set_urgency(const Step& step, ConversationId id, int urgency, std::string_view reason) {
  const auto c = begin(step, id, DeskAction::Work);
  if (!c) return c;
  if (urgency < 0 || urgency > 3) return fail(Errc::Invalid, "no such urgency", "urgency: 0 to 3");
  if (auto said = check_reason("reason", reason, false); !said) return fail(said.error());
  if (c->urgency_by && c->urgency_by != step.by.id && !leads(step, *c)) {
    return fail(Errc::Forbidden, "another said so",
                "Your part at this desk does not include changing the urgency a colleague set.");
  }
  auto event = event_now(step, EventKind::Urgency);
  event.urgency = urgency;
  return append(step.tx, step.workplace, id, event, acting_of(step), reason);
}

Result<Conversation> close(const Step& step, ConversationId id, const Ending& ending) {
  const auto c = begin(step, id, DeskAction::Work);
  if (!c) return c;
  if (auto hands = check_hands(step, *c); !hands) return fail(hands.error());
  if (auto sound = check_ending(step.tx, *c, ending); !sound) return fail(sound.error());
  if (auto free = check_nothing_waits(step, *c); !free) return fail(free.error());
  auto event = event_now(step, EventKind::Closed);
  event.outcome = ending.outcome;
  const auto& detail = ending.outcome == Outcome::Referred ? ending.to : ending.reason;
  return append(step.tx, step.workplace, id,
                Record{.event = event, .words = ending.reason.empty() ? ending.to : ending.reason, .detail = detail},
                acting_of(step));
}

Result<Conversation> reopen(const Step& step, ConversationId id, std::string_view reason, Sorter& sorter) {
  const auto c = begin(step, id, DeskAction::Work);
  if (!c) return c;
  if (auto said = check_reason("reason", reason, false); !said) return fail(said.error());
  if (c->deidentified_at) {
    return fail(Errc::Conflict, "de-identified",
                "Its time was over: names and words were removed. Nobody is left to answer.");
  }
  auto open = append(step.tx, step.workplace, id, event_now(step, EventKind::Reopened), acting_of(step), reason);
  const auto lies_at = open ? staff::desk_by_id(step.tx, open->desk) : std::nullopt;
  if (!open || (lies_at && !lies_at->closed_at)) return open;
  auto sorted = sort_anew(step.tx, sorter, *open, step.now);
  if (sorted && sorted->desk == open->desk) {  // nothing she said stands
    SortFacts facts;
    facts.matter = open->matter;
    facts.urgency = open->urgency;
    sorted = FrontDesk().sort(step.tx, facts);
  }
  if (!sorted) return fail(sorted.error());
  return append(step.tx, step.workplace, id, routed_to(*open, *sorted, step.now), {nullptr, step.now});
}

Result<Conversation> release_unread(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c,
                                    Timestamp now) {
  const auto holder = c.holder ? staff::user_by_id(tx, c.holder) : std::nullopt;
  if (!c.holder || (holder && conversation_for(tx, c.id, *holder, DeskAction::Work))) return c;
  auto released = answer::event_of(EventKind::Released, now);
  released.user = desk::Officer{c.holder.value};
  return append(tx, workplace, c.id, released, {nullptr, now});
}

}  // namespace chancery::answer
