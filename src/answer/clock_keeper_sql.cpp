#include "answer/clock_rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

std::vector<ConversationId> ids(store::Query& query) {
  std::vector<ConversationId> found;
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

}  // namespace

std::vector<ConversationId> warnings_due(store::Snapshot& snapshot, Timestamp now, std::size_t limit) {
  auto query = connection(snapshot).query(
      "SELECT id FROM desk_conversation WHERE warn_at IS NOT NULL AND warn_at <= ? ORDER BY warn_at LIMIT ?");
  query.bind(now, static_cast<std::int64_t>(limit));
  return ids(query);
}

std::vector<ConversationId> breaches_due(store::Snapshot& snapshot, Timestamp now, std::size_t limit) {
  auto query = connection(snapshot).query(
      "SELECT id FROM desk_conversation WHERE due_at <= ? AND place <> 'closed' AND breached_at IS NULL ORDER BY "
      "due_at "
      "LIMIT ?");
  query.bind(now, static_cast<std::int64_t>(limit));
  return ids(query);
}

void put_warned(store::Transaction& tx, ConversationId id) {
  connection(tx)
      .query("UPDATE desk_conversation SET warn_at = NULL, revision = revision + 1 WHERE id = ?")
      .bind(id)
      .run();
}

void put_breached(store::Transaction& tx, ConversationId id, Timestamp now) {
  connection(tx)
      .query("UPDATE desk_conversation SET breached_at = ?, warn_at = NULL, revision = revision + 1 WHERE id = ?")
      .bind(now, id)
      .run();
}

std::vector<ConversationId> open_of(store::Transaction& tx, DeskId desk, ConversationId after, std::size_t limit) {
  auto query = connection(tx).query(
      "SELECT id FROM desk_conversation WHERE (? = 0 OR desk = ?) AND place <> 'closed' AND id > ? ORDER BY id LIMIT "
      "?");
  query.bind(desk, desk, after, static_cast<std::int64_t>(limit));
  return ids(query);
}

DeskId overflow_of(store::Snapshot& snapshot, DeskId desk) {
  auto query = connection(snapshot).query("SELECT overflow FROM desk_work WHERE desk = ? AND overflow IS NOT NULL");
  return query.bind(desk).step() ? query.id<DeskId>(0) : DeskId{};
}

}  // namespace chancery::answer::rows
