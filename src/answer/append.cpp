#include "answer/append.hpp"

#include <algorithm>
#include <utility>

#include "activity/events.hpp"
#include "answer/qa_rows.hpp"
#include "answer/rows.hpp"
#include "desk/waits.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;

constexpr std::size_t kFacets = 12;  // topics and countries of a conversation; later ones say little of it

// Notes, claims, drafts and what is kept of them move no clock.
bool moves_clocks(EventKind kind) {
  switch (kind) {
    case EventKind::Received:
    case EventKind::Withdrawn:
    case EventKind::Answered:
    case EventKind::TakenBack:
    case EventKind::Routed:
    case EventKind::Moved:
    case EventKind::Classified:
    case EventKind::Closed:
    case EventKind::Reopened:
    case EventKind::MergedIn:
    case EventKind::MergedInto:
    case EventKind::Imported:
      return true;
    default:
      return false;
  }
}

std::optional<Timestamp> due_of(const desk::Clock& clock) {
  return clock.state == desk::ClockState::Running ? std::optional{clock.due} : std::nullopt;
}

void put_clocks(Conversation& c, const desk::Clocks& clocks) {
  c.first_due = due_of(clocks.first_answer);
  c.next_due = due_of(clocks.next_answer);
  c.resolve_due = due_of(clocks.resolution);
  const auto alarms = desk::renewed({c.due_at, c.warn_at, c.breached_at}, clocks);
  c.due_at = alarms.due;
  c.warn_at = alarms.warn;
  c.breached_at = alarms.breached;
}

void put_standing(Conversation& c, const desk::Standing& standing) {
  c.place = standing.place;
  c.desk = standing.desk;
  c.holder = staff::UserId{standing.holder.value};
  c.assigned = standing.assigned;
  c.token = standing.token;
  c.matter = standing.matter;
  if (!standing.matter_by_person) c.matter_by = {};
  if (!standing.urgency_by_person) c.urgency_by = {};
  c.urgency = standing.urgency;
  c.outcome = standing.outcome;
  c.is_private = standing.is_private;
}

void add_new(std::vector<std::string>& known, const std::vector<std::string>& more) {
  for (const auto& one : more) {
    if (known.size() < kFacets && std::ranges::find(known, one) == known.end()) known.push_back(one);
  }
}

void mark_once(Conversation& c, std::string_view code) {
  const bool clear = code.starts_with('-');
  const auto flag = parse_flag(clear ? code.substr(1) : code);
  if (!flag) return;
  const auto bit = static_cast<std::int64_t>(*flag);
  c.flags = clear ? c.flags & ~bit : c.flags | bit;
}

// What is only about the record does not make it newer.
bool says_something(EventKind kind) {
  return kind != EventKind::Held && kind != EventKind::Lifted && kind != EventKind::Deidentified;
}

// What the row keeps of an event beside where it stands.
void note_in_row(store::Transaction& tx, Conversation& c, const Record& record, const Facets& facets) {
  const auto& event = record.event;
  const bool ends_or_opens = event.kind == EventKind::Closed || event.kind == EventKind::Reopened;
  if (event.strand != 0 && ends_or_opens) return;
  switch (event.kind) {
    case EventKind::Received:
      ++c.messages;
      c.last_in = std::max(c.last_in, event.at);
      c.flags &= ~static_cast<std::int64_t>(Flag::Withdrawn);
      break;
    case EventKind::Answered:
      ++c.messages;
      c.last_out = std::max(c.last_out.value_or(event.at), event.at);
      if (record.post == c.drafting) c.drafting = 0;
      break;
    case EventKind::Withdrawn:
      if (!rows::any_in_stands(tx, c.id)) c.flags |= static_cast<std::int64_t>(Flag::Withdrawn);
      break;
    case EventKind::Drafted:
      c.drafting = record.post;
      break;
    case EventKind::Recalled:
    case EventKind::Returned:
      if (record.code == "given_up") c.drafting = 0;
      break;
    case EventKind::Urgency:
      if (event.user) c.urgency_by = staff::UserId{event.user.value};
      break;
    case EventKind::Classified:
      if (event.user) c.matter_by = staff::UserId{event.user.value};
      break;
    case EventKind::Marked:
      mark_once(c, record.code);
      if (has(c.flags, Flag::Gone)) c.person = {};
      break;
    case EventKind::JoinedQa:
      c.qa = record.other;
      break;
    case EventKind::Closed:
      c.closed_at = event.at;
      c.outcome_detail = record.detail;
      break;
    case EventKind::MergedInto:
      c.closed_at = event.at;
      c.merged_into = ConversationId{record.other};
      break;
    case EventKind::Reopened:
      c.closed_at.reset();
      c.outcome_detail.clear();
      break;
    case EventKind::Deidentified:
      c.person = {};
      c.root = "conversation:" + c.id.text();  // the thread's address may be hers
      c.outcome_detail.clear();
      c.drafting = 0;
      c.deidentified_at = event.at;
      break;
    case EventKind::Imported:
      c.flags |= static_cast<std::int64_t>(Flag::Imported);
      break;
    default:
      break;
  }
  if (!facets.language.empty()) c.language = facets.language;
  add_new(c.topics, facets.topics);
  add_new(c.countries, facets.countries);
  c.flags |= facets.flags;
  if (says_something(event.kind)) c.last_at = std::max(c.last_at, event.at);
}

// What a person says of the matter or its urgency, no rule changes.
void sign(desk::Event& event, const Acting& acting) {
  const bool says = event.kind == EventKind::Classified || event.kind == EventKind::Urgency;
  if (says && acting.by != nullptr) event.user = desk::Officer{acting.by->id.value};
}

// Two conversations of one thread, of which one turns private where a private one stands: they stay two.
void keep_key_free(store::Transaction& tx, const Conversation& before, Conversation& after) {
  if (before.is_private == after.is_private || !after.person) return;
  const auto other = rows::find(tx, {after.account, after.person, after.root, after.is_private});
  if (other && other != after.id) after.root = "conversation:" + after.id.text();
}

struct Happening {
  std::string_view kind;
  bool opened = false;
  std::int64_t answer = 0;  // the note of ours that counts as one
};

Happening happening_of(const desk::Event& event, bool opened) {
  const bool answers = event.kind == EventKind::Answered && event.counts_as_answer;
  return {desk::to_string(event.kind), opened, answers ? event.note : 0};
}

void tell_change(store::Transaction& tx, const Conversation& before, const Conversation& after,
                 const Happening& happening) {
  json::Object facts{{"conversation", after.id.value}, {"desk", after.desk.value}, {"kind", happening.kind}};
  if (before.desk && before.desk != after.desk) facts["from_desk"] = before.desk.value;
  if (after.outcome) facts["outcome"] = desk::to_string(*after.outcome);
  if (happening.opened) facts["opened"] = true;
  if (happening.answer != 0) facts["note"] = happening.answer;
  store::append_event(tx, activity::events::kConversationChanged, facts);
}

// What a person did stands in the audit log; what came from outside or from the program does not.
void audit_change(store::Transaction& tx, const Conversation& c, std::string_view kind, const Acting& acting) {
  if (acting.by == nullptr) return;
  staff::append_audit(tx, acting.now, staff::audit_actor(*acting.by), "conversation." + std::string(kind),
                      "conversation:" + c.id.text());
}

// What the event makes of the row, but for the clocks.
Status happen(store::Transaction& tx, Conversation& c, Record& record, const Facets& facets) {
  auto standing = standing_of(c);
  if (auto may = desk::may_follow(standing, record.event); !may) return may;
  desk::apply(standing, record.event);
  record.event.token = standing.token;
  put_standing(c, standing);
  note_in_row(tx, c, record, facets);
  ++c.revision;
  return {};
}

Happened happened_of(Record& record, const Acting& acting) {
  return {.event = record.event,
          .recorded_at = acting.now,
          .by = acting.by != nullptr ? acting.by->id : staff::UserId{},
          .post = record.post,
          .other = record.other,
          .value = rows::code_of(record.event, record.code),
          .words = std::move(record.words)};
}

}  // namespace

desk::Event event_of(EventKind kind, Timestamp at, activity::NoteId note) {
  desk::Event event;
  event.kind = kind;
  event.at = at;
  event.note = note.value;
  return event;
}

desk::Standing standing_of(const Conversation& c) {
  desk::Standing standing;
  standing.place = c.place;
  standing.desk = c.desk;
  standing.holder = desk::Officer{c.holder.value};
  standing.assigned = c.assigned;
  standing.token = c.token;
  standing.matter = c.matter;
  standing.matter_by_person = static_cast<bool>(c.matter_by);
  standing.urgency = c.urgency;
  standing.urgency_by_person = static_cast<bool>(c.urgency_by);
  standing.outcome = c.outcome;
  standing.is_private = c.is_private;
  return standing;
}

std::vector<desk::Event> events_of(store::Snapshot& snapshot, ConversationId id) {
  std::vector<desk::Event> events;
  for (auto& one : rows::happened(snapshot, id)) events.push_back(one.event);
  return events;
}

std::vector<desk::Event> events_of(store::Transaction& tx, ConversationId id) {
  std::vector<desk::Event> events;
  for (auto& one : rows::happened(tx, id)) events.push_back(one.event);
  return events;
}

Result<Conversation> append_message(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                                    Record record, const Facets& facets, const Acting& acting) {
  const auto before = rows::conversation(tx, id);
  if (!before) return fail(Errc::NotFound, "there is no such conversation");
  auto after = *before;
  sign(record.event, acting);
  if (auto done = happen(tx, after, record, facets); !done) return fail(done.error());
  keep_key_free(tx, *before, after);
  rows::insert_event(tx, id, happened_of(record, acting));
  if (record.event.strand != 0) {  // it was told where and when it happened; the merge itself moves the clocks
    rows::put_conversation(tx, after);
    return after;
  }
  bool opened = false;
  if (moves_clocks(record.event.kind)) {
    const auto events = events_of(tx, id);
    put_clocks(after, desk::clocks(events, workplace.calendars, workplace.targets, acting.now));
    opened = record.event.kind == EventKind::Routed &&
             std::ranges::count(events, EventKind::Routed, &desk::Event::kind) == 1;
  }
  rows::put_conversation(tx, after);
  if (after.qa != 0) rows::follow_question(tx, after, record.event);
  const auto happening = happening_of(record.event, opened);
  tell_change(tx, *before, after, happening);
  audit_change(tx, after, happening.kind, acting);
  return after;
}

Result<Conversation> begin_conversation(store::Transaction& tx, const desk::Workplace& workplace,
                                        Conversation conversation, std::span<Record> records, const Facets& facets,
                                        Timestamp now) {
  auto& c = conversation;
  std::vector<desk::Event> events;
  for (auto& record : records) {
    if (auto done = happen(tx, c, record, events.empty() ? facets : Facets{}); !done) return fail(done.error());
    events.push_back(record.event);
    events.back().id = static_cast<std::int64_t>(events.size());
  }
  put_clocks(c, desk::clocks(events, workplace.calendars, workplace.targets, now));
  rows::insert_conversation(tx, c);
  for (auto& record : records) {
    rows::insert_event(tx, c.id, happened_of(record, {nullptr, now}));
    tell_change(tx, c, c, happening_of(record.event, record.event.kind == EventKind::Routed));
  }
  return c;
}

Result<Conversation> append(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id, Record record,
                            const Acting& acting) {
  return append_message(tx, workplace, id, std::move(record), {}, acting);
}

Result<Conversation> append(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id,
                            const desk::Event& event, const Acting& acting, std::string_view words) {
  Record record;
  record.event = event;
  record.words = words;
  return append_message(tx, workplace, id, std::move(record), {}, acting);
}

bool is_answered(store::Transaction& tx, ConversationId id) {
  return desk::waits(events_of(tx, id)).answered;
}

bool recompute(store::Transaction& tx, const desk::Workplace& workplace, ConversationId id, Timestamp now) {
  const auto before = rows::conversation(tx, id);
  if (!before) return false;
  auto after = *before;
  put_clocks(after, desk::clocks(events_of(tx, id), workplace.calendars, workplace.targets, now));
  if (after.due_at == before->due_at && after.warn_at == before->warn_at && after.first_due == before->first_due &&
      after.next_due == before->next_due && after.resolve_due == before->resolve_due) {
    return false;
  }
  ++after.revision;
  rows::put_conversation(tx, after);
  tell_change(tx, *before, after, {.kind = "recomputed"});
  return true;
}

}  // namespace chancery::answer
