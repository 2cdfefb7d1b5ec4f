#include <string>
#include <utility>

#include "answer/handover_rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

constexpr std::string_view kHandover =
    "SELECT id, desk, author, at, words, open, breached, read_by, read_at FROM handover WHERE ";

Handover read_row(const store::Query& row) {
  Handover found{.id = row.id<HandoverId>(0),
                 .desk = row.id<DeskId>(1),
                 .author = row.id<staff::UserId>(2),
                 .at = row.time(3),
                 .words = row.text(4),
                 .open = row.integer(5),
                 .breached = row.integer(6),
                 .read_by = row.id<staff::UserId>(7),
                 .read_at = {}};
  if (!row.is_null(8)) found.read_at = row.time(8);
  return found;
}

}  // namespace

std::optional<Handover> handover(store::Transaction& tx, HandoverId id) {
  auto query = store::connection(tx).query(std::string(kHandover) + "id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_row(query);
}

std::vector<Handover> handovers_of(store::Snapshot& snapshot, DeskId desk, std::size_t limit) {
  std::vector<Handover> found;
  auto query = store::connection(snapshot).query(std::string(kHandover) + "desk = ? ORDER BY id DESC LIMIT ?");
  query.bind(desk, static_cast<std::int64_t>(limit));
  while (query.step()) found.push_back(read_row(query));
  return found;
}

void insert_handover(store::Transaction& tx, const Handover& handover) {
  store::connection(tx)
      .query("INSERT INTO handover (id, desk, author, at, words, open, breached) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(handover.id, handover.desk, handover.author, handover.at, handover.words, handover.open, handover.breached)
      .run();
}

void put_read(store::Transaction& tx, const Handover& handover) {
  store::connection(tx)
      .query("UPDATE handover SET read_by = ?, read_at = ? WHERE id = ? AND read_at IS NULL")
      .bind(handover.read_by, handover.read_at, handover.id)
      .run();
}

void count_open(store::Transaction& tx, Handover& handover, bool private_too) {
  auto query = store::connection(tx).query(
      "SELECT count(*), count(breached_at) FROM desk_conversation INDEXED BY conversation_counts"
      " WHERE place <> 'closed' AND desk = ? AND private <= ?");
  query.bind(handover.desk, private_too);
  if (!query.step()) return;
  handover.open = query.integer(0);
  handover.breached = query.integer(1);
}

std::vector<staff::UserId> on_duty(store::Transaction& tx, DeskId desk, Timestamp from, Timestamp to) {
  std::vector<staff::UserId> found;
  auto query =
      store::connection(tx).query("SELECT DISTINCT user FROM shift WHERE desk = ? AND to_at > ? AND from_at < ?");
  query.bind(desk, from, to);
  while (query.step()) found.push_back(query.id<staff::UserId>(0));
  return found;
}

}  // namespace chancery::answer::rows
