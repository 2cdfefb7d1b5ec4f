#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "answer/nullable.hpp"
#include "answer/rows.hpp"
#include "base/spaced.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

using store::Connection;
using store::Query;

// The tables' CHECKs let no other word in.
template <class Value>
Value sure_conversation(const Result<Value>& read) {
  if (!read) throw store::DamagedError("a conversation cannot be read: " + read.error().detail);
  return *read;
}

std::optional<Conversation> find_conversation(Connection& db, ConversationId id) {
  auto query = db.query(fmt::format("SELECT {} FROM desk_conversation c WHERE c.id = ?", kConversationColumns));
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_conversation(query);
}

constexpr std::string_view kPerson = "SELECT id, actor, name, acct, url, public_actor FROM person WHERE ";

template <class Value>
std::optional<Person> find_person(Connection& db, std::string_view condition, const Value& value) {
  auto query = db.query(std::string(kPerson).append(condition));
  query.bind(value);
  if (!query.step()) return std::nullopt;
  return Person{query.id<PersonId>(0), query.text(1), query.text(2), query.text(3), query.text(4), query.integer(5)};
}

// What the code says of the event itself; what follows it is for people.
void read_code(desk::Event& event, std::string_view value) {
  const auto words = from_between_spaces(fmt::format(" {} ", value));
  const auto word = [&](std::size_t at) {
    return at < words.size() ? std::string_view(words[at]) : std::string_view();
  };
  switch (event.kind) {
    case desk::EventKind::Routed:
      event.matter = sure_conversation(desk::parse_matter(word(0)));
      event.urgency = word(1).empty() ? 0 : word(1).front() - '0';
      break;
    case desk::EventKind::Classified:
      event.matter = sure_conversation(desk::parse_matter(word(0)));
      break;
    case desk::EventKind::Urgency:
      event.urgency = word(0).empty() ? 0 : word(0).front() - '0';
      break;
    case desk::EventKind::Closed:
      event.outcome = sure_conversation(desk::parse_outcome(word(0)));
      break;
    case desk::EventKind::Answered:
      event.counts_as_answer = word(0) != "aside";
      break;
    default:
      break;
  }
}

// Where what came with a merge happened; of a merge, what became part of what.
void read_strand(Happened& one) {
  using enum desk::EventKind;
  switch (one.event.kind) {
    case Received:
    case Withdrawn:
    case Answered:
    case TakenBack:
    case Closed:
    case Reopened:
    case Imported:
      one.event.strand = one.other;
      return;
    case MergedIn:
      one.event.merged = one.other;
      one.event.strand = one.value.empty() ? 0 : std::stoll(one.value);
      return;
    default:
      return;
  }
}

std::vector<Happened> find_happened(Connection& db, ConversationId id) {
  std::vector<Happened> found;
  auto query = db.query(
      "SELECT id, at, recorded_at, kind, actor, desk, user, note, post, token, other, value, words FROM"
      " conversation_event WHERE conversation = ? ORDER BY id");
  query.bind(id);
  while (query.step()) {
    Happened one;
    one.event.id = query.integer(0);
    one.event.at = query.time(1);
    one.recorded_at = query.time(2);
    one.event.kind = sure_conversation(desk::parse_event_kind(query.text(3)));
    one.by = query.id<staff::UserId>(4);
    one.event.desk = query.id<DeskId>(5);
    one.event.user = query.id<desk::Officer>(6);
    one.event.note = query.integer(7);
    one.post = query.integer(8);
    one.event.token = query.integer(9);
    one.other = query.integer(10);
    one.value = query.text(11);
    one.words = query.text(12);
    read_code(one.event, one.value);
    read_strand(one);
    found.push_back(std::move(one));
  }
  return found;
}

std::vector<Held> find_held(Query& query) {
  std::vector<Held> found;
  while (query.step()) {
    found.push_back({query.id<ConversationId>(0), query.id<DeskId>(1), query.id<staff::UserId>(2), query.integer(3),
                     query.integer(4) != 0});
  }
  return found;
}

bool find_named(Connection& db, ConversationId id, staff::UserId user) {
  auto query = db.query("SELECT 1 FROM conversation_reader WHERE conversation = ? AND user = ?");
  query.bind(id, user);
  return query.step();
}

// What it was merged into may have been merged since. A closed one is never merged into, so none comes twice.
ConversationId last_merged_into(Connection& db, ConversationId id) {
  auto query = db.query(
      "WITH RECURSIVE onward(id, into_id) AS (SELECT id, merged_into FROM desk_conversation WHERE id = ?"
      " UNION SELECT c.id, c.merged_into FROM desk_conversation c JOIN onward o ON c.id = o.into_id)"
      " SELECT id FROM onward WHERE into_id IS NULL");
  query.bind(id);
  return query.step() ? query.id<ConversationId>(0) : ConversationId{};
}

}  // namespace

Conversation read_conversation(const Query& row) {
  Conversation c;
  c.id = row.id<ConversationId>(0);
  c.account = row.id<activity::AccountId>(1);
  c.person = row.id<PersonId>(2);
  c.root = row.text(3);
  c.is_private = row.integer(4) != 0;
  c.desk = row.id<DeskId>(5);
  c.place = sure_conversation(desk::parse_place(row.text(6)));
  c.holder = row.id<staff::UserId>(7);
  c.token = row.integer(8);
  c.assigned = row.integer(9) != 0;
  c.matter = sure_conversation(desk::parse_matter(row.text(10)));
  c.urgency = static_cast<int>(row.integer(11));
  c.urgency_by = row.id<staff::UserId>(12);
  c.language = row.text(13);
  c.topics = from_between_spaces(row.text(14));
  c.countries = from_between_spaces(row.text(15));
  c.qa = row.integer(16);
  if (!row.is_null(17)) c.outcome = sure_conversation(desk::parse_outcome(row.text(17)));
  c.outcome_detail = row.text(18);
  c.merged_into = row.id<ConversationId>(19);
  c.opened_at = row.time(20);
  c.last_at = row.time(21);
  c.closed_at = row.maybe_time(22);
  c.last_in = row.time(23);
  c.last_out = row.maybe_time(24);
  c.messages = row.integer(25);
  c.first_due = row.maybe_time(26);
  c.next_due = row.maybe_time(27);
  c.resolve_due = row.maybe_time(28);
  c.due_at = row.time(29);
  c.warn_at = row.maybe_time(30);
  c.breached_at = row.maybe_time(31);
  c.drafting = row.integer(32);
  c.flags = row.integer(33);
  c.deidentified_at = row.maybe_time(34);
  c.revision = row.integer(35);
  c.matter_by = row.id<staff::UserId>(36);
  return c;
}

std::optional<Conversation> conversation(store::Transaction& tx, ConversationId id) {
  return find_conversation(store::connection(tx), id);
}
std::optional<Conversation> conversation(store::Snapshot& snapshot, ConversationId id) {
  return find_conversation(store::connection(snapshot), id);
}

void insert_conversation(store::Transaction& tx, const Conversation& c) {
  store::connection(tx)
      .query(
          "INSERT INTO desk_conversation (id, account, person, root, private, desk, place, token, kind, urgency,"
          " language, topics, countries, opened_at, last_at, last_in, messages, first_due, next_due, resolve_due,"
          " due_at, warn_at, breached_at, flags, revision) VALUES (?, ?, ?, ?, ?, ?, 'queue', ?, ?, ?, ?, ?, ?, ?, ?,"
          " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(c.id, c.account, or_null(c.person), c.root, c.is_private, c.desk, c.token, desk::to_string(c.matter),
            c.urgency, c.language, between_spaces(c.topics), between_spaces(c.countries), c.opened_at, c.last_at,
            c.last_in, c.messages, c.first_due, c.next_due, c.resolve_due, c.due_at, c.warn_at, c.breached_at, c.flags,
            c.revision)
      .run();
}

void put_conversation(store::Transaction& tx, const Conversation& c) {
  const auto outcome = c.outcome ? std::optional{desk::to_string(*c.outcome)} : std::nullopt;
  store::connection(tx)
      .query(
          "UPDATE desk_conversation SET person = ?, root = ?, private = ?, desk = ?, place = ?, holder = ?, token = ?,"
          " assigned = ?, kind = ?, urgency = ?, urgency_by = ?, language = ?, topics = ?, countries = ?, channel = ?,"
          " qa = ?, outcome = ?, outcome_detail = ?, merged_into = ?, last_at = ?, closed_at = ?, last_in = ?,"
          " last_out = ?, messages = ?, first_due = ?, next_due = ?, resolve_due = ?, due_at = ?, warn_at = ?,"
          " breached_at = ?, drafting = ?, flags = ?, deidentified_at = ?, revision = ?, kind_by = ? WHERE id = ?")
      .bind(or_null(c.person), c.root, c.is_private, c.desk, desk::to_string(c.place), or_null(c.holder), c.token,
            c.assigned, desk::to_string(c.matter), c.urgency, or_null(c.urgency_by), c.language,
            between_spaces(c.topics), between_spaces(c.countries), c.qa != 0 ? "qa" : "dialogue", or_null(c.qa),
            outcome, c.outcome_detail, or_null(c.merged_into), c.last_at, c.closed_at, c.last_in, c.last_out,
            c.messages, c.first_due, c.next_due, c.resolve_due, c.due_at, c.warn_at, c.breached_at, or_null(c.drafting),
            c.flags, c.deidentified_at, c.revision, or_null(c.matter_by), c.id)
      .run();
}

ConversationId find(store::Transaction& tx, const Key& key) {
  auto standing = store::connection(tx).query(
      "SELECT id FROM desk_conversation INDEXED BY conversation_key WHERE account = ? AND person = ? AND root = ? AND"
      " private = ? AND merged_into IS NULL");
  standing.bind(key.account, key.person, key.root, key.is_private);
  if (standing.step()) return standing.id<ConversationId>(0);
  auto merged = store::connection(tx).query(
      "SELECT merged_into FROM desk_conversation INDEXED BY conversation_merged WHERE person = ? AND root = ? AND"
      " account = ? AND private = ? AND merged_into IS NOT NULL ORDER BY id LIMIT 1");
  merged.bind(key.person, key.root, key.account, key.is_private);
  return merged.step() ? last_merged_into(store::connection(tx), merged.id<ConversationId>(0)) : ConversationId{};
}

std::vector<ConversationId> conversations_of(store::Transaction& tx, PersonId person) {
  std::vector<ConversationId> found;
  auto query = store::connection(tx).query("SELECT id FROM desk_conversation WHERE person = ? ORDER BY id");
  query.bind(person);
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

std::vector<ConversationId> conversations_of_actor(store::Transaction& tx, std::int64_t actor) {
  std::vector<ConversationId> found;
  auto query = store::connection(tx).query(
      "SELECT c.id FROM actor a JOIN person p ON p.actor = a.uri JOIN desk_conversation c ON c.person = p.id WHERE "
      "a.id = ?"
      " ORDER BY c.id");
  query.bind(actor);
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

std::vector<Held> held(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query(
      "SELECT id, desk, holder, token, assigned FROM desk_conversation WHERE place = 'person'");
  return find_held(query);
}

std::vector<Held> held_by(store::Transaction& tx, staff::UserId holder) {
  auto query = store::connection(tx).query(
      "SELECT id, desk, holder, token, assigned FROM desk_conversation WHERE holder = ? AND place = 'person' ORDER BY"
      " id");
  query.bind(holder);
  return find_held(query);
}

PersonId put_person(store::Transaction& tx, const Person& person) {
  auto& db = store::connection(tx);
  // Who writes often is the same each time: to read is cheaper than to write her row anew.
  const auto known = find_person(db, "actor = ?", person.actor);
  if (!known) {
    db.query("INSERT INTO person (actor, name, acct, url, public_actor) VALUES (?, ?, ?, ?, ?)")
        .bind(person.actor, person.name, person.acct, person.url, or_null(person.public_actor))
        .run();
    auto made = db.query("SELECT last_insert_rowid()");
    if (!made.step()) throw store::SqlBug("a person was not inserted");
    return made.id<PersonId>(0);
  }
  const bool same = known->name == person.name && known->acct == person.acct && known->url == person.url &&
                    known->public_actor == person.public_actor;
  if (!same) {
    db.query("UPDATE person SET name = ?, acct = ?, url = ?, public_actor = ? WHERE id = ?")
        .bind(person.name, person.acct, person.url, or_null(person.public_actor), known->id)
        .run();
  }
  return known->id;
}

std::optional<Person> person(store::Transaction& tx, PersonId id) {
  return find_person(store::connection(tx), "id = ?", id);
}
std::optional<Person> person(store::Snapshot& snapshot, PersonId id) {
  return find_person(store::connection(snapshot), "id = ?", id);
}
std::optional<Person> person_by_actor(store::Transaction& tx, std::string_view actor) {
  return find_person(store::connection(tx), "actor = ?", actor);
}
std::optional<Person> person_by_actor(store::Snapshot& snapshot, std::string_view actor) {
  return find_person(store::connection(snapshot), "actor = ?", actor);
}

void delete_person(store::Transaction& tx, PersonId id) {
  store::connection(tx).query("DELETE FROM person WHERE id = ?").bind(id).run();
}

std::string code_of(const desk::Event& event, std::string_view more) {
  std::string code;
  switch (event.kind) {
    case desk::EventKind::Routed:
      code = fmt::format("{} {}", desk::to_string(event.matter), event.urgency);
      break;
    case desk::EventKind::Classified:
      code = desk::to_string(event.matter);
      break;
    case desk::EventKind::Urgency:
      code = std::to_string(event.urgency);
      break;
    case desk::EventKind::Closed:
      code = desk::to_string(event.outcome);
      break;
    case desk::EventKind::Answered:
      if (!event.counts_as_answer) code = "aside";
      break;
    default:
      break;
  }
  if (!more.empty()) code.append(code.empty() ? "" : " ").append(more);
  return code;
}

void insert_event(store::Transaction& tx, ConversationId id, const Happened& happened) {
  const auto& event = happened.event;
  store::connection(tx)
      .query(
          "INSERT INTO conversation_event (conversation, at, recorded_at, kind, actor, desk, user, note, post, token, "
          "other,"
          " value, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(id, event.at, happened.recorded_at, desk::to_string(event.kind), or_null(happened.by), or_null(event.desk),
            or_null(event.user), or_null(event.note), or_null(happened.post), or_null(event.token),
            or_null(happened.other), happened.value, happened.words)
      .run();
}

std::vector<Happened> happened(store::Snapshot& snapshot, ConversationId id) {
  return find_happened(store::connection(snapshot), id);
}
std::vector<Happened> happened(store::Transaction& tx, ConversationId id) {
  return find_happened(store::connection(tx), id);
}

std::set<ConversationId> named_in(store::Snapshot& snapshot, staff::UserId user) {
  std::set<ConversationId> found;
  auto query = store::connection(snapshot).query("SELECT conversation FROM conversation_reader WHERE user = ?");
  query.bind(user);
  while (query.step()) found.insert(query.id<ConversationId>(0));
  return found;
}

bool is_named_in(store::Snapshot& snapshot, ConversationId id, staff::UserId user) {
  return find_named(store::connection(snapshot), id, user);
}
bool is_named_in(store::Transaction& tx, ConversationId id, staff::UserId user) {
  return find_named(store::connection(tx), id, user);
}
void unname(store::Transaction& tx, staff::UserId user) {
  store::connection(tx).query("DELETE FROM conversation_reader WHERE user = ?").bind(user).run();
}

}  // namespace chancery::answer::rows
