#include <algorithm>

#include "activitypub/conversation_rows.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {

ConversationCounts conversation_counts(store::Snapshot& snapshot) {
  ConversationCounts counts;
  auto all = store::connection(snapshot).query("SELECT count(*), coalesce(sum(cut), 0) FROM conversation");
  if (all.step()) {
    counts.conversations = all.integer(0);
    counts.cut = all.integer(1);
  }
  auto notes = store::connection(snapshot).query("SELECT count(*) FROM note WHERE fetched = 1 AND deleted = 0");
  if (notes.step()) counts.fetched = notes.integer(0);
  auto due = store::connection(snapshot).query("SELECT count(*) FROM conversation_item WHERE due_at IS NOT NULL");
  if (due.step()) counts.waiting = due.integer(0);
  return counts;
}

namespace rows {
namespace {

constexpr std::string_view kConversationOf =
    "SELECT min(conversation) FROM conversation_item WHERE uri = ? AND state = 1";

std::optional<ConversationId> find_conversation_of(store::Connection& db, std::string_view uri) {
  if (uri.empty()) return std::nullopt;
  auto query = db.query(kConversationOf);
  if (!query.bind(uri).step() || query.is_null(0)) return std::nullopt;
  return query.id<ConversationId>(0);
}

std::vector<ConversationId> ids_of(store::Query& query) {
  std::vector<ConversationId> ids;
  while (query.step()) ids.push_back(query.id<ConversationId>(0));
  return ids;
}

// conversation, uri, kind, host, state, depth, attempts, id
Item read_item(const store::Query& query) {
  Item item;
  item.conversation = query.id<ConversationId>(0);
  item.uri = query.text(1);
  item.kind = static_cast<ItemKind>(query.integer(2));  // the table's CHECKs let no other value in
  item.host = query.text(3);
  item.state = static_cast<ItemState>(query.integer(4));
  item.depth = query.integer(5);
  item.attempts = query.integer(6);
  item.id = query.integer(7);
  return item;
}

}  // namespace

ConversationId make_conversation(store::Transaction& tx, IdSource& ids) {
  const auto id = ids.make<ConversationId>();
  store::connection(tx).query("INSERT INTO conversation (id) VALUES (?)").bind(id).run();
  return id;
}

void touch(store::Transaction& tx, ConversationId id, Timestamp soonest, std::chrono::microseconds between) {
  store::connection(tx)
      .query(
          "UPDATE conversation SET step = 0, next_at = min(coalesce(next_at, max(?2, begun_at + ?3)),"
          " max(?2, begun_at + ?3)) WHERE id = ?1")
      .bind(id, soonest, static_cast<std::int64_t>(between.count()))
      .run();
}

std::optional<Conversation> conversation(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "SELECT next_at, step, round, begun_at, under_way, requests, bytes, found, cut FROM conversation WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  Conversation found;
  found.id = id;
  if (!query.is_null(0)) found.next_at = query.time(0);
  found.step = query.integer(1);
  found.round = query.integer(2);
  found.begun_at = query.time(3);
  found.under_way = query.integer(4) != 0;
  found.requests = query.integer(5);
  found.bytes = query.integer(6);
  found.found = query.integer(7);
  found.cut = query.integer(8) != 0;
  return found;
}

void put_conversation(store::Transaction& tx, const Conversation& now) {
  store::connection(tx)
      .query(
          "UPDATE conversation SET next_at = ?, step = ?, round = ?, begun_at = ?, under_way = ?, requests = ?,"
          " bytes = ?, found = ?, cut = ? WHERE id = ?")
      .bind(now.next_at, now.step, now.round, now.begun_at, now.under_way, now.requests, now.bytes, now.found, now.cut,
            now.id)
      .run();
}

void remove_conversation(store::Transaction& tx, ConversationId id) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM conversation_item WHERE conversation = ?").bind(id).run();
  db.query("DELETE FROM wanted_conversation WHERE conversation = ?").bind(id).run();
  db.query("DELETE FROM conversation WHERE id = ?").bind(id).run();
}

void join(store::Transaction& tx, ConversationId into, ConversationId from) {
  auto& db = store::connection(tx);
  // What is kept in one stays so; of what both only name, one row is enough.
  db.query(
        "DELETE FROM conversation_item WHERE conversation = ?1 AND state <> 1"
        " AND uri IN (SELECT uri FROM conversation_item WHERE conversation = ?2)")
      .bind(from, into)
      .run();
  db.query(
        "DELETE FROM conversation_item WHERE conversation = ?2"
        " AND uri IN (SELECT uri FROM conversation_item WHERE conversation = ?1)")
      .bind(from, into)
      .run();
  db.query("UPDATE conversation_item SET conversation = ?2 WHERE conversation = ?1").bind(from, into).run();
  db.query("UPDATE wanted_conversation SET conversation = ?2 WHERE conversation = ?1").bind(from, into).run();
  db.query(
        "UPDATE conversation SET found = found + (SELECT found FROM conversation WHERE id = ?1),"
        " requests = requests + (SELECT requests FROM conversation WHERE id = ?1),"
        " round = (SELECT max(round) FROM conversation WHERE id IN (?1, ?2)) WHERE id = ?2")
      .bind(from, into)
      .run();
  db.query("DELETE FROM conversation WHERE id = ?").bind(from).run();
}

std::optional<ConversationId> conversation_of(store::Transaction& tx, std::string_view uri) {
  return find_conversation_of(store::connection(tx), uri);
}

std::optional<ConversationId> conversation_of(store::Snapshot& snapshot, std::string_view uri) {
  return find_conversation_of(store::connection(snapshot), uri);
}

std::vector<ConversationId> conversations_answering(store::Transaction& tx, std::string_view uri) {
  auto query = store::connection(tx).query(
      "SELECT item.conversation FROM note JOIN conversation_item AS item"
      " ON item.uri = note.uri AND item.state = 1 WHERE note.in_reply_to = ? AND note.in_reply_to <> ''");
  query.bind(uri);
  auto ids = ids_of(query);
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

bool is_answered_in(store::Snapshot& snapshot, ConversationId id, std::string_view uri) {
  auto query = store::connection(snapshot).query(
      "SELECT 1 FROM note JOIN conversation_item AS item ON item.uri = note.uri AND item.state = 1"
      " WHERE note.in_reply_to = ? AND note.in_reply_to <> '' AND item.conversation = ? LIMIT 1");
  return query.bind(uri, id).step();
}

std::optional<Item> item(store::Transaction& tx, ConversationId id, std::string_view uri) {
  auto query = store::connection(tx).query(
      "SELECT conversation, uri, kind, host, state, depth, attempts, id FROM conversation_item"
      " WHERE conversation = ? AND uri = ?");
  if (!query.bind(id, uri).step()) return std::nullopt;
  return read_item(query);
}

void keep_item(store::Transaction& tx, ConversationId id, std::string_view uri, std::string_view host, Timestamp seen) {
  store::connection(tx)
      .query(
          "INSERT INTO conversation_item (conversation, uri, kind, host, state, seen_at) VALUES (?, ?, 0, ?, 1, ?)"
          " ON CONFLICT (conversation, uri) DO UPDATE SET kind = 0, state = 1, seen_at = excluded.seen_at,"
          " due_at = NULL, attempts = 0, parent = ''")
      .bind(id, uri, host, seen)
      .run();
}

void name_item(store::Transaction& tx, const Conversation& conversation, const Naming& naming,
               std::optional<Timestamp> due) {
  store::connection(tx)
      .query(
          "INSERT INTO conversation_item (conversation, uri, kind, host, depth, round, due_at)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (conversation, uri) DO UPDATE SET"
          " due_at = excluded.due_at, round = excluded.round, attempts = 0"
          " WHERE conversation_item.round < excluded.round AND conversation_item.state <> 1"
          " AND conversation_item.retry_at <= excluded.due_at AND conversation_item.due_at IS NULL")
      .bind(conversation.id, naming.uri, static_cast<std::int64_t>(naming.kind), naming.host, naming.depth,
            conversation.round, due)
      .run();
}

std::int64_t count_named(store::Transaction& tx, ConversationId id) {
  auto query =
      store::connection(tx).query("SELECT count(*) FROM conversation_item WHERE conversation = ? AND state <> 1");
  return query.bind(id).step() ? query.integer(0) : 0;
}

void settle_item(store::Transaction& tx, std::int64_t item, ItemState state, Timestamp retry_at) {
  store::connection(tx)
      .query("UPDATE conversation_item SET state = ?, retry_at = ?, due_at = NULL, parent = '' WHERE id = ?")
      .bind(static_cast<std::int64_t>(state), retry_at, item)
      .run();
}

void ask_again(store::Transaction& tx, ConversationId id, std::string_view uri, Timestamp unseen_since, Timestamp now) {
  store::connection(tx)
      .query(
          "UPDATE conversation_item SET due_at = ?1, attempts = 0,"
          " round = (SELECT round FROM conversation WHERE id = ?2)"
          " WHERE conversation = ?2 AND uri = ?3 AND kind = 0 AND host <> '' AND state = 1 AND due_at IS NULL"
          " AND seen_at < ?4 AND retry_at <= ?1")
      .bind(now, id, uri, unseen_since)
      .run();
}

void retry_item(store::Transaction& tx, std::int64_t item, std::optional<Timestamp> due_at) {
  store::connection(tx)
      .query("UPDATE conversation_item SET attempts = attempts + 1, due_at = ? WHERE id = ?")
      .bind(due_at, item)
      .run();
}

void orphan_item(store::Transaction& tx, std::int64_t item, std::string_view parent) {
  store::connection(tx)
      .query("UPDATE conversation_item SET due_at = NULL, parent = ? WHERE id = ?")
      .bind(parent, item)
      .run();
}

void adopt_orphans(store::Transaction& tx, ConversationId id, std::string_view parent, Timestamp now) {
  store::connection(tx)
      .query(
          "UPDATE conversation_item SET due_at = ?, parent = '' WHERE conversation = ? AND parent = ? AND parent <> ''"
          " AND state = 0")
      .bind(now, id, parent)
      .run();
}

void name_known(store::Transaction& tx, ConversationId id, std::int64_t limit, Timestamp now) {
  store::connection(tx)
      .query(
          "UPDATE conversation_item SET due_at = ?1, attempts = 0,"
          " round = (SELECT round FROM conversation WHERE id = ?2) WHERE id IN ("
          " SELECT id FROM conversation_item WHERE conversation = ?2 AND kind = 0 AND host <> '' AND retry_at <= ?1"
          " AND due_at IS NULL ORDER BY state, seen_at, id LIMIT ?3)")
      .bind(now, id, limit)
      .run();
}

std::vector<Parent> missing_parents(store::Transaction& tx, ConversationId id, std::int64_t limit) {
  auto query = store::connection(tx).query(
      "SELECT DISTINCT note.in_reply_to, item.depth FROM conversation_item AS item JOIN note ON note.uri = item.uri"
      " WHERE item.conversation = ? AND item.state = 1 AND note.in_reply_to <> '' AND NOT EXISTS (SELECT 1 FROM"
      " conversation_item AS above WHERE above.uri = note.in_reply_to AND above.state = 1) LIMIT ?");
  query.bind(id, limit);
  std::vector<Parent> parents;
  while (query.step()) parents.push_back({query.text(0), query.integer(1)});
  return parents;
}

bool has_others(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM conversation_item WHERE conversation = ? AND host <> '' AND state <> 2 LIMIT 1");
  return query.bind(id).step();
}

bool has_due(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM conversation_item WHERE conversation = ? AND due_at IS NOT NULL LIMIT 1");
  return query.bind(id).step();
}

void clear_due(store::Transaction& tx, ConversationId id) {
  store::connection(tx)
      .query("UPDATE conversation_item SET due_at = NULL WHERE conversation = ? AND due_at IS NOT NULL")
      .bind(id)
      .run();
}

void forget_pages(store::Transaction& tx, ConversationId id, Timestamp now) {
  store::connection(tx)
      .query("DELETE FROM conversation_item WHERE conversation = ? AND (kind = 1 OR (state = 2 AND retry_at <= ?))")
      .bind(id, now)
      .run();
}

std::vector<ConversationId> rounds_due(store::Transaction& tx, Timestamp now, std::int64_t limit) {
  auto query = store::connection(tx).query(
      "SELECT id FROM conversation WHERE next_at IS NOT NULL AND next_at <= ? AND under_way = 0"
      " ORDER BY next_at LIMIT ?");
  query.bind(now, limit);
  return ids_of(query);
}

std::vector<ConversationId> rounds_under_way(store::Transaction& tx) {
  auto query = store::connection(tx).query("SELECT id FROM conversation WHERE under_way = 1 ORDER BY begun_at");
  return ids_of(query);
}

std::int64_t count_due(store::Transaction& tx) {
  auto query = store::connection(tx).query("SELECT count(*) FROM conversation_item WHERE due_at IS NOT NULL");
  return query.step() ? query.integer(0) : 0;
}

bool is_ours(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM conversation_item AS item JOIN note ON note.uri = item.uri WHERE item.conversation = ?"
      " AND item.state = 1 AND note.fetched = 0 AND note.deleted = 0"
      " UNION ALL SELECT 1 FROM wanted_conversation WHERE conversation = ? LIMIT 1");
  return query.bind(id, id).step();
}

void want(store::Transaction& tx, ConversationId id, std::string_view uri) {
  store::connection(tx)
      .query("INSERT INTO wanted_conversation (uri, conversation) VALUES (?, ?) ON CONFLICT (uri) DO NOTHING")
      .bind(uri, id)
      .run();
}

bool is_wanted(store::Snapshot& snapshot, ConversationId id, std::string_view uri) {
  auto query =
      store::connection(snapshot).query("SELECT 1 FROM wanted_conversation WHERE uri = ? AND conversation = ?");
  return query.bind(uri, id).step();
}

std::optional<ConversationId> wanted_for(store::Transaction& tx, std::string_view uri) {
  auto query = store::connection(tx).query("SELECT conversation FROM wanted_conversation WHERE uri = ?");
  if (!query.bind(uri).step()) return std::nullopt;
  return query.id<ConversationId>(0);
}

std::vector<ConversationId> take_unwanted(store::Transaction& tx) {
  auto query = store::connection(tx).query(
      "DELETE FROM wanted_conversation WHERE NOT EXISTS (SELECT 1 FROM reading WHERE reading.uri ="
      " wanted_conversation.uri AND reading.shared_by = '') RETURNING conversation");
  return ids_of(query);
}

std::vector<activity::NoteId> fetched_notes(store::Transaction& tx, ConversationId id, Timestamp unseen_since) {
  auto query = store::connection(tx).query(
      "SELECT note.id FROM conversation_item AS item JOIN note ON note.uri = item.uri WHERE item.conversation = ?"
      " AND item.state = 1 AND note.fetched = 1 AND item.seen_at < ? ORDER BY note.id");
  query.bind(id, unseen_since);
  std::vector<activity::NoteId> notes;
  while (query.step()) notes.push_back(query.id<activity::NoteId>(0));
  return notes;
}

void remove_item(store::Transaction& tx, ConversationId id, std::string_view uri) {
  store::connection(tx).query("DELETE FROM conversation_item WHERE conversation = ? AND uri = ?").bind(id, uri).run();
}

void remove_actor_without_traces(store::Transaction& tx, activity::ActorId actor) {
  store::connection(tx)
      .query(
          "DELETE FROM actor WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM note WHERE actor = ?1)"
          " AND NOT EXISTS (SELECT 1 FROM follower WHERE actor = ?1)"
          " AND NOT EXISTS (SELECT 1 FROM follow_request WHERE actor = ?1)"
          " AND NOT EXISTS (SELECT 1 FROM following WHERE following.actor = actor.uri)")
      .bind(actor)
      .run();
}

std::vector<Item> due_items(store::Snapshot& snapshot, Timestamp now, std::size_t limit) {
  auto query = store::connection(snapshot).query(
      "SELECT conversation, uri, kind, host, state, depth, attempts, id FROM ("
      " SELECT *, row_number() OVER (PARTITION BY host ORDER BY due_at, seen_at, id) AS place FROM conversation_item "
      "AS item"
      " WHERE due_at IS NOT NULL AND due_at <= ?1 AND NOT EXISTS ("
      " SELECT 1 FROM delivery_host WHERE delivery_host.name = item.host AND delivery_host.standing >= 2)) AS first"
      " WHERE place = 1 ORDER BY due_at, id LIMIT ?2");
  query.bind(now, static_cast<std::int64_t>(limit));
  std::vector<Item> items;
  while (query.step()) items.push_back(read_item(query));
  return items;
}

std::optional<Timestamp> next_due(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query(
      "SELECT min(at) FROM (SELECT min(due_at) AS at FROM conversation_item WHERE due_at IS NOT NULL"
      " UNION ALL SELECT min(next_at) FROM conversation WHERE next_at IS NOT NULL AND under_way = 0) AS both");
  if (!query.step() || query.is_null(0)) return std::nullopt;
  return query.time(0);
}

}  // namespace rows
}  // namespace chancery::activitypub
