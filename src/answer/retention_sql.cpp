#include <algorithm>

#include "answer/correspondents.hpp"
#include "answer/near.hpp"
#include "answer/retention_rows.hpp"
#include "answer/rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

RetentionClass class_of(std::string_view text) {
  const auto name = parse_retention_class(text);
  if (!name) throw store::DamagedError("a retention class cannot be read");
  return *name;
}

std::vector<rows::OldPlace> places(store::Query& query) {
  std::vector<rows::OldPlace> found;
  while (query.step()) found.push_back({query.id<ConversationId>(0), query.time(1)});
  return found;
}

Hold read_hold(const store::Query& row) {
  const auto scope = parse_hold_scope(row.text(1));
  if (!scope) throw store::DamagedError("a hold's scope cannot be read");
  Hold hold{.id = row.integer(0),
            .scope = *scope,
            .subject = row.integer(2),
            .reason = row.text(3),
            .by = row.id<staff::UserId>(4),
            .at = row.time(5),
            .lifted_by = row.id<staff::UserId>(6),
            .lifted_at = {}};
  if (!row.is_null(7)) hold.lifted_at = row.time(7);
  return hold;
}

}  // namespace

std::vector<RetentionRule> retention_rules(store::Snapshot& snapshot) {
  std::vector<RetentionRule> rules;
  for (const auto name : kRetentionClasses) {
    if (const auto rule = rows::retention_rule(snapshot, name)) rules.push_back(*rule);
  }
  return rules;
}

std::vector<RetentionRun> retention_runs(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<RetentionRun> runs;
  auto query = store::connection(snapshot).query(
      "SELECT id, at, class, deidentified, held FROM retention_run ORDER BY id DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) {
    runs.push_back({query.integer(0), query.time(1), class_of(query.text(2)), query.integer(3), query.integer(4)});
  }
  return runs;
}

std::vector<Hold> holds(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<Hold> found;
  auto query = store::connection(snapshot).query(
      "SELECT id, scope, subject, reason, by, at, lifted_by, lifted_at FROM legal_hold"
      " ORDER BY lifted_at IS NOT NULL, id DESC LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_hold(query));
  return found;
}

std::optional<Person> correspondent(store::Snapshot& snapshot, std::string_view address) {
  if (address.starts_with('@')) address.remove_prefix(1);
  auto query = store::connection(snapshot).query(
      "SELECT id FROM person WHERE actor = ? OR url = ? OR lower(acct) = lower(?) ORDER BY id LIMIT 1");
  query.bind(address, address, address);
  return query.step() ? rows::person(snapshot, query.id<PersonId>(0)) : std::nullopt;
}

std::optional<Person> correspondent(store::Snapshot& snapshot, PersonId id) {
  return rows::person(snapshot, id);
}

std::vector<ConversationId> conversations_with(store::Snapshot& snapshot, PersonId person, ConversationId after,
                                               std::size_t limit) {
  std::vector<ConversationId> found;
  auto query = store::connection(snapshot).query(
      "SELECT id FROM desk_conversation WHERE person = ? AND id > ? ORDER BY id LIMIT ?");
  query.bind(person, after, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

namespace rows {

std::optional<RetentionRule> retention_rule(store::Snapshot& snapshot, RetentionClass name) {
  auto query = store::connection(snapshot).query("SELECT days, looked_at, held FROM retention_class WHERE name = ?");
  query.bind(to_string(name));
  if (!query.step()) return std::nullopt;
  RetentionRule rule{
      .name = name, .days = static_cast<int>(query.integer(0)), .looked_at = {}, .held = query.integer(2)};
  if (!query.is_null(1)) rule.looked_at = query.time(1);
  return rule;
}

bool put_days(store::Transaction& tx, RetentionClass name, int days) {
  return store::connection(tx)
             .query("UPDATE retention_class SET days = ? WHERE name = ? AND days <> ?")
             .bind(days, to_string(name), days)
             .run() > 0;
}

std::vector<OldPlace> old_conversations(store::Snapshot& snapshot, const OldQuery& q) {
  auto query = store::connection(snapshot).query(
      "SELECT id, last_in FROM desk_conversation INDEXED BY conversation_last_said WHERE place = 'closed'"
      " AND deidentified_at IS NULL AND private = ? AND (last_in, id) > (?, ?) AND last_in <= ?"
      " AND coalesce(last_out, 0) <= ? ORDER BY last_in, id LIMIT ?");
  query.bind(q.is_private, q.after.last_in, q.after.id, q.before, q.before, static_cast<std::int64_t>(q.limit));
  return places(query);
}

std::vector<OldPlace> old_notes(store::Snapshot& snapshot, const OldQuery& q) {
  auto query = store::connection(snapshot).query(
      "SELECT c.id, c.last_in FROM desk_conversation c WHERE c.place = 'closed' AND c.deidentified_at IS NULL"
      " AND c.private IN (0, 1) AND (c.last_in, c.id) > (?, ?) AND c.last_in <= ? AND coalesce(c.last_out, 0) <= ?"
      " AND EXISTS (SELECT 1 FROM internal_note n WHERE n.conversation = c.id AND n.words <> '')"
      " ORDER BY c.last_in, c.id LIMIT ?");
  query.bind(q.after.last_in, q.after.id, q.before, q.before, static_cast<std::int64_t>(q.limit));
  return places(query);
}

std::vector<OldHandover> old_handovers(store::Snapshot& snapshot, Timestamp before, HandoverId after,
                                       std::size_t limit) {
  std::vector<OldHandover> found;
  auto query =
      store::connection(snapshot).query("SELECT id, desk FROM handover WHERE id > ? AND at <= ? ORDER BY id LIMIT ?");
  query.bind(after, before, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back({query.id<HandoverId>(0), query.id<DeskId>(1)});
  return found;
}

void delete_handover(store::Transaction& tx, HandoverId id) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM notice WHERE kind = 'handed_over' AND other = ?").bind(id).run();
  db.query("DELETE FROM handover WHERE id = ?").bind(id).run();
}

void erase_internal_notes(store::Transaction& tx, ConversationId id) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM desk_search WHERE rowid IN (SELECT id FROM internal_note WHERE conversation = ?)")
      .bind(id)
      .run();
  // By the note: a merged conversation's rows are found under the one it was merged into.
  db.query(
        "DELETE FROM desk_search_row WHERE kind = 'note' AND id IN (SELECT id FROM internal_note WHERE conversation = "
        "?)")
      .bind(id)
      .run();
  db.query("UPDATE internal_note SET words = '' WHERE conversation = ?").bind(id).run();
}

void erase_reasons(store::Transaction& tx, ConversationId id) {
  auto& db = store::connection(tx);
  db.query("UPDATE conversation_event SET words = '' WHERE conversation = ? AND words <> ''").bind(id).run();
  db.query("UPDATE clearance SET words = '' WHERE post IN (SELECT post FROM reply WHERE conversation = ?)")
      .bind(id)
      .run();
}

void forget_found(store::Transaction& tx, ConversationId id) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM desk_search WHERE rowid IN (SELECT id FROM desk_search_row WHERE conversation = ?)")
      .bind(id)
      .run();
  db.query("DELETE FROM desk_search_row WHERE conversation = ?").bind(id).run();
  forget_answered(tx, id);
  db.query("DELETE FROM notice WHERE conversation = ?").bind(id).run();
}

void put_message_erased(store::Transaction& tx, activity::NoteId note) {
  store::connection(tx).query("UPDATE message SET state = 'erased', uri = '' WHERE note = ?").bind(note).run();
}

std::vector<BoundPost> bound_posts(store::Transaction& tx, ConversationId id) {
  std::vector<BoundPost> found;
  auto query = store::connection(tx).query("SELECT post, note FROM reply WHERE conversation = ? ORDER BY post");
  query.bind(id);
  while (query.step()) found.push_back({query.integer(0), query.id<activity::NoteId>(1)});
  return found;
}

void give_up_replies(store::Transaction& tx, ConversationId id) {
  store::connection(tx)
      .query("UPDATE reply SET state = 'given_up', waits = 0 WHERE conversation = ? AND state = 'open'")
      .bind(id)
      .run();
}

bool has_conversations(store::Transaction& tx, PersonId person) {
  auto query = store::connection(tx).query("SELECT 1 FROM desk_conversation WHERE person = ? LIMIT 1");
  return query.bind(person).step();
}

void count_run(store::Transaction& tx, const RetentionRun& more) {
  store::connection(tx)
      .query(
          "INSERT INTO retention_run (id, at, class, deidentified, held) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO"
          " UPDATE SET deidentified = deidentified + excluded.deidentified, held = excluded.held")
      .bind(more.id, more.at, to_string(more.name), more.deidentified, more.held)
      .run();
}

void put_looked(store::Transaction& tx, RetentionClass name, Timestamp at, std::int64_t held) {
  store::connection(tx)
      .query("UPDATE retention_class SET looked_at = ?, held = ? WHERE name = ?")
      .bind(at, held, to_string(name))
      .run();
}

void insert_hold(store::Transaction& tx, const Hold& hold) {
  store::connection(tx)
      .query("INSERT INTO legal_hold (id, scope, subject, reason, by, at) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(hold.id, to_string(hold.scope), hold.subject, hold.reason, hold.by, hold.at)
      .run();
}

void put_lifted(store::Transaction& tx, const Hold& hold) {
  store::connection(tx)
      .query("UPDATE legal_hold SET lifted_by = ?, lifted_at = ? WHERE id = ?")
      .bind(hold.lifted_by, hold.lifted_at, hold.id)
      .run();
}

std::optional<Hold> hold(store::Transaction& tx, std::int64_t id) {
  auto query = store::connection(tx).query(
      "SELECT id, scope, subject, reason, by, at, lifted_by, lifted_at FROM legal_hold WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_hold(query);
}

std::vector<ConversationId> merged_with(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "WITH RECURSIVE target (id) AS (SELECT ? UNION SELECT c.merged_into FROM target JOIN desk_conversation c ON"
      " c.id = target.id WHERE c.merged_into IS NOT NULL),"
      " family (id) AS (SELECT id FROM target UNION SELECT c.id FROM family JOIN desk_conversation c ON"
      " c.merged_into = family.id) SELECT id FROM family");
  query.bind(id);
  std::vector<ConversationId> found;
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

std::optional<Hold> standing_hold(store::Transaction& tx, HoldScope scope, std::int64_t subject) {
  auto query = store::connection(tx).query(
      "SELECT id FROM legal_hold WHERE scope = ? AND subject = ? AND lifted_at IS NULL LIMIT 1");
  if (!query.bind(to_string(scope), subject).step()) return std::nullopt;
  return hold(tx, query.integer(0));
}

bool hold_stands(store::Transaction& tx, HoldScope scope, std::int64_t subject) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM legal_hold WHERE scope = ? AND subject = ? AND lifted_at IS NULL LIMIT 1");
  return query.bind(to_string(scope), subject).step();
}

}  // namespace rows
}  // namespace chancery::answer
