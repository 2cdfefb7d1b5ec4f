#include "answer/receiving.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "answer/append.hpp"
#include "answer/conversations.hpp"
#include "answer/flood_rows.hpp"
#include "answer/notices.hpp"
#include "answer/placing.hpp"
#include "answer/qa.hpp"
#include "answer/rows.hpp"
#include "answer/search.hpp"
#include "answer/visibility.hpp"
#include "desk/calendar.hpp"
#include "desk/thread_rule.hpp"
#include "staff/desks.hpp"
#include "store/actors.hpp"
#include "store/note_addressed.hpp"
#include "store/notes.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

using desk::EventKind;

constexpr std::size_t kClimb = 100;  // notes of a thread looked through for its beginning
constexpr std::chrono::days kNewAccount{7};
constexpr std::size_t kMaxName = 200;  // bytes kept of a name

How how_of(store::AddressedHow how) {
  switch (how) {
    case store::AddressedHow::Reply:
      return How::Reply;
    case store::AddressedHow::Direct:
      return How::Direct;
    case store::AddressedHow::Quote:
      return How::Quote;
    default:
      return How::Mention;
  }
}

// The account it speaks to first of all: whose note it answers, else whom it names alone, names or quotes.
std::optional<store::Addressed> primary(store::Transaction& tx, activity::NoteId note) {
  const auto all = store::addressed_by(tx, note);
  if (all.empty()) return std::nullopt;
  return std::ranges::min(all, {}, [](const store::Addressed& one) { return std::pair{one.how, one.account}; });
}

Person person_writing(const activity::Note& note, const std::optional<activity::Actor>& actor) {
  Person person;
  person.actor = note.attributed_to;
  const auto host = host_of_uri(person.actor);
  const auto user = actor ? text::strip_bidi_controls(actor->preferred_username) : std::string();
  person.acct = user.empty() ? host : text::strip_bidi_controls(activity::handle_of(*actor));
  const auto name = actor ? text::strip_bidi_controls(actor->name) : std::string();
  person.name = text::cut_at_character(name.empty() ? (user.empty() ? host : user) : name, kMaxName);
  person.url = actor && !actor->url.empty() ? actor->url : person.actor;
  return person;
}

// Up the thread, from a note's parent to the oldest address anybody told us.
std::string oldest_known(store::Transaction& tx, std::string uri) {
  for (std::size_t step = 0; step < kClimb; ++step) {
    const auto note = store::note_by_uri(tx, uri);
    if (!note || note->in_reply_to.empty() || note->in_reply_to == uri) break;
    uri = note->in_reply_to;
  }
  return uri;
}

// What is known of what it answers.
desk::Known known_of(store::Transaction& tx, const activity::Note& note) {
  desk::Known known;
  if (note.in_reply_to.empty()) return known;
  const auto parent = note.in_reply_to_note ? rows::message_of_note(tx, note.in_reply_to_note)
                                            : rows::message_by_uri(tx, note.in_reply_to);
  const auto c = parent ? rows::conversation(tx, parent->conversation) : std::nullopt;
  if (!c) {
    known.root = oldest_known(tx, note.in_reply_to);
    return known;
  }
  known.conversation = c->id;
  known.person = c->person.value;
  known.account = c->account.value;
  known.is_private = c->is_private;
  known.root = c->root;
  return known;
}

Facets facets_of(const Arrival& arrival, bool official) {
  Facets facets{.language = arrival.said.language, .topics = arrival.said.topics, .countries = arrival.said.countries};
  const auto screening = arrival.note.screening;
  if (screening == activity::Screening::Quarantined || screening == activity::Screening::Hidden) {
    facets.flags |= static_cast<std::int64_t>(Flag::Quarantined);
  }
  if (official) facets.flags |= static_cast<std::int64_t>(Flag::Official);
  return facets;
}

// One conversation's worth of what came together.
struct Coming {
  const Arrival& arrival;
  store::Addressed addressed;
  Person person;
  bool new_account = false;
  std::string root;
};

// As it stands before anything happened to it.
Conversation beginning(const Incoming& incoming, const Coming& coming, const Sorted& sorted) {
  const auto& arrival = coming.arrival;
  Conversation c;
  c.id = incoming.store.ids().make<ConversationId>();
  c.account = coming.addressed.account;
  c.person = coming.person.id;
  c.root = coming.root;
  c.is_private = said_to_few(arrival.note);
  c.desk = sorted.desk;
  c.opened_at = c.last_at = c.last_in = arrival.at;
  for (const auto mark : sorted.marks) c.flags |= static_cast<std::int64_t>(mark);
  return c;
}

Result<Sorted> sort(store::Transaction& tx, const Incoming& incoming, const Coming& coming) {
  const auto& said = coming.arrival.said;
  auto sorted = incoming.sorter.sort(tx, {.language = said.language,
                                          .topics = said.topics,
                                          .countries = said.countries,
                                          .account = coming.addressed.account,
                                          .host = host_of_uri(coming.person.actor),
                                          .how = how_of(coming.addressed.how),
                                          .matter = said.found.matter,
                                          .urgency = said.found.urgency,
                                          .public_actor = coming.person.public_actor != 0,
                                          .new_account = coming.new_account,
                                          .is_private = said_to_few(coming.arrival.note),
                                          .plain = said.plain,
                                          .now = coming.arrival.at});
  return sorted;
}

// The Q&A session it joins; what was there before the desk was joins none.
std::optional<Qa> session_of(store::Transaction& tx, const Coming& coming) {
  if (coming.arrival.imported) return std::nullopt;
  std::vector<activity::AccountId> accounts;
  for (const auto& one : store::addressed_by(tx, coming.arrival.note.id)) accounts.push_back(one.account);
  return session_for(tx, {.note = coming.arrival.note,
                          .urgency = coming.arrival.said.found.urgency,
                          .root = coming.root,
                          .accounts = accounts});
}

// A question of a session waits at the session's desk; all else where the rules say.
Result<Sorted> sort(store::Transaction& tx, const Incoming& incoming, const Coming& coming,
                    const std::optional<Qa>& session) {
  if (!session) return sort(tx, incoming, coming);
  const auto& found = coming.arrival.said.found;
  return Sorted{.desk = session->desk, .matter = found.matter, .urgency = found.urgency, .marks = {}, .why = "qa"};
}

Message message_of(ConversationId id, const Coming& coming) {
  const auto& [note, said, at, imported] = coming.arrival;
  return {.note = note.id,
          .conversation = id,
          .direction = Direction::In,
          .how = how_of(coming.addressed.how),
          .at = at,
          .uri = note.uri,
          .language = said.language,
          .topics = said.topics,
          .countries = said.countries,
          .urgency = said.found.urgency,
          .words = said.classes,
          .state = MessageState::Shown};
}

// Who has it, and who is on duty at its desk.
void tell_of_graver(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c, Timestamp at) {
  std::set<staff::UserId> people{c.holder};
  const desk::Coverage coverage(workplace.calendars.calendar(c.desk), workplace.calendars.shifts(c.desk));
  if (const auto officer = coverage.on_duty(at)) people.insert(staff::UserId{officer->value});
  for (const auto user : people) {
    put_notice(tx, {.user = user, .kind = NoticeKind::Graver, .conversation = c.id, .by = {}, .at = at});
  }
}

Record received_as(const Coming& coming) {
  Record received;
  received.event = event_of(EventKind::Received, coming.arrival.at, coming.arrival.note.id);
  received.code = to_string(how_of(coming.addressed.how));
  return received;
}

// A conversation of its own, sorted to its desk.
Result<ConversationId> begin_in_queue(store::Transaction& tx, const Incoming& incoming, const Coming& coming,
                                      const std::optional<Qa>& session) {
  const auto sorted = sort(tx, incoming, coming, session);
  if (!sorted) return fail(sorted.error());
  const auto now = incoming.store.clock().now();
  std::vector<Record> records{received_as(coming)};
  auto& routed = records.emplace_back();
  routed.event = event_of(EventKind::Routed, coming.arrival.at);
  routed.event.desk = sorted->desk;
  routed.event.matter = sorted->matter;
  routed.event.urgency = sorted->urgency;
  routed.code = sorted->why;
  if (coming.arrival.imported) records.emplace_back().event = event_of(EventKind::Imported, now);
  const auto works = incoming.workplaces.now();
  const auto c = begin_conversation(tx, works->workplace(), beginning(incoming, coming, *sorted), records,
                                    facets_of(coming.arrival, coming.person.public_actor != 0), now);
  if (!c) return fail(c.error());
  const auto message = message_of(c->id, coming);
  rows::insert_message(tx, message);
  index_message(tx, *c, message, coming.arrival.said.words);
  return c->id;
}

// Where its desk was closed meanwhile it is sorted anew.
Status keep_at_open_desk(store::Transaction& tx, const Incoming& incoming, const Coming& coming,
                         const Conversation& c) {
  const auto lies_at = staff::desk_by_id(tx, c.desk);
  if (lies_at && !lies_at->closed_at) return {};
  const auto sorted = sort(tx, incoming, coming);
  if (!sorted) return fail(sorted.error());
  Record routed;
  routed.event = event_of(EventKind::Routed, coming.arrival.at);
  routed.event.desk = sorted->desk;
  routed.event.matter = std::min(sorted->matter, c.matter);
  routed.event.urgency = std::max(sorted->urgency, c.urgency);
  routed.code = sorted->why;
  auto done = append(tx, incoming.workplaces.now()->workplace(), c.id, std::move(routed),
                     {nullptr, incoming.store.clock().now()});
  return done ? Status{} : fail(done.error());
}

// One that is there goes on; one that was closed opens again.
Status go_on(store::Transaction& tx, const Incoming& incoming, const Coming& coming, ConversationId id) {
  const auto& arrival = coming.arrival;
  const auto works = incoming.workplaces.now();
  const auto message = message_of(id, coming);
  rows::insert_message(tx, message);
  const auto c =
      append_message(tx, works->workplace(), id, received_as(coming),
                     facets_of(arrival, coming.person.public_actor != 0), {nullptr, incoming.store.clock().now()});
  if (!c) return fail(c.error());
  index_message(tx, *c, message, arrival.said.words);
  tell_of_more(tx, *c, arrival.at);
  if (c->place == desk::Place::Closed) {
    auto open = append(tx, works->workplace(), id, event_of(EventKind::Reopened, arrival.at), {nullptr, arrival.at});
    if (!open) return fail(open.error());
    if (auto there = keep_at_open_desk(tx, incoming, coming, *open); !there) return there;
  }
  return raise_by_words(tx, works->workplace(), *c, arrival.said.found, arrival.at);
}

}  // namespace

std::string host_of_uri(std::string_view uri) {
  const auto begin = uri.find("://");
  if (begin == std::string_view::npos) return {};
  const auto rest = uri.substr(begin + 3);
  return std::string(rest.substr(0, rest.find('/')));
}

Status raise_by_words(store::Transaction& tx, const desk::Workplace& workplace, const Conversation& c,
                      const UrgencyFound& found, Timestamp at) {
  const bool other_matter = found.matter < c.matter && found.urgency >= 2;
  const bool more_urgent = found.urgency > c.urgency;
  if ((other_matter && c.matter_by) || (more_urgent && c.urgency_by)) tell_of_graver(tx, workplace, c, at);
  if (other_matter && !c.matter_by) {
    auto event = event_of(EventKind::Classified, at);
    event.matter = found.matter;
    if (auto done = append(tx, workplace, c.id, event, {nullptr, at}); !done) return fail(done.error());
  }
  if (more_urgent && !c.urgency_by) {
    auto event = event_of(EventKind::Urgency, at);
    event.urgency = found.urgency;
    if (auto done = append(tx, workplace, c.id, event, {nullptr, at}); !done) return fail(done.error());
  }
  return {};
}

void tell_of_more(store::Transaction& tx, const Conversation& c, Timestamp at) {
  if (!waits(tx, c.id) && !rows::in_a_flood(tx, c.id, c.token)) return;
  put_notice(tx, {.user = c.holder, .kind = NoticeKind::SaidMore, .conversation = c.id, .by = {}, .at = at});
}

Status receive(store::Transaction& tx, const Incoming& incoming, const Arrival& arrival) {
  const auto& note = arrival.note;
  if (rows::message_of_note(tx, note.id)) return {};
  const auto addressed = primary(tx, note.id);
  if (!addressed) return {};
  const auto actor = store::actor_by_uri(tx, note.attributed_to);
  Coming coming{.arrival = arrival, .addressed = *addressed, .person = person_writing(note, actor), .root = {}};
  coming.new_account = actor && actor->published != Timestamp{} && arrival.at - actor->published < kNewAccount;
  if (const auto known = incoming.public_actors.find(coming.person.actor, coming.person.acct)) {
    coming.person.public_actor = known->id;
  }
  coming.person.id = rows::put_person(tx, coming.person);
  const desk::Incoming thread{.person = coming.person.id.value,
                              .account = addressed->account.value,
                              .is_private = said_to_few(note),
                              .uri = note.uri,
                              .parent = note.in_reply_to};
  const auto belongs = desk::belongs(thread, known_of(tx, note));
  coming.root = belongs.root;
  auto id = belongs.conversation
                ? belongs.conversation
                : rows::find(tx, {addressed->account, coming.person.id, coming.root, thread.is_private});
  const auto session = session_of(tx, coming);
  if (!id) {
    auto begun = begin_in_queue(tx, incoming, coming, session);
    if (!begun) return fail(begun.error());
    id = *begun;
  } else if (auto gone_on = go_on(tx, incoming, coming, id); !gone_on) {
    return gone_on;
  }
  if (!session) return {};
  return join_qa(tx, incoming.workplaces.now()->workplace(), *session, id, note.id, arrival.at);
}

}  // namespace chancery::answer
