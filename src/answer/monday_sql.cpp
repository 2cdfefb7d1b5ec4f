#include "answer/monday_rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

// The first three columns of every query.
Counted read_counted(const store::Query& row) {
  return {.desk = row.id<DeskId>(0), .is_private = row.integer(1) != 0, .is_qa = row.text(2) == "qa"};
}

}  // namespace

void each_asked(store::Snapshot& snapshot, const WeekSpan& span, const std::function<void(const AskedRow&)>& take) {
  auto query = store::connection(snapshot).query(
      "SELECT c.desk, c.private, c.channel, c.id, m.at, m.topics FROM message m INDEXED BY message_in"
      " JOIN desk_conversation c ON c.id = m.conversation"
      " WHERE m.direction = 'in' AND m.at >= ? AND m.at < ? AND c.merged_into IS NULL");
  query.bind(span.from, span.to);
  while (query.step()) {
    take({.of = read_counted(query),
          .conversation = query.id<ConversationId>(3),
          .at = query.time(4),
          .topics = query.text(5)});
  }
}

// An answer that is none ("aside") is no answer here either; of what was imported nobody knows when it was to be
// answered (flag 4).
void each_answered(store::Snapshot& snapshot, const WeekSpan& span,
                   const std::function<void(const AnsweredRow&)>& take) {
  auto query = store::connection(snapshot).query(
      "SELECT c.desk, c.private, c.channel,"
      " (SELECT min(x.at) FROM conversation_event x WHERE x.conversation = c.id AND x.kind = 'received'"
      "  AND c.flags & 4 = 0),"
      " (SELECT min(x.at) FROM conversation_event x WHERE x.conversation = c.id AND x.kind = 'answered'"
      "  AND substr(x.value, 1, 5) <> 'aside')"
      " FROM desk_conversation c WHERE c.merged_into IS NULL AND c.id IN (SELECT e.conversation"
      " FROM conversation_event e WHERE e.kind = 'answered' AND e.at >= ? AND e.at < ?"
      " AND substr(e.value, 1, 5) <> 'aside')");
  query.bind(span.from, span.to);
  while (query.step()) {
    take({.of = read_counted(query), .first_in = query.maybe_time(3), .first_out = query.maybe_time(4)});
  }
}

void each_open(store::Snapshot& snapshot, const std::function<void(const OpenRow&)>& take) {
  auto query = store::connection(snapshot).query(
      "SELECT desk, private, channel, count(*), count(breached_at) FROM desk_conversation WHERE place <> 'closed'"
      " GROUP BY desk, private, channel");
  while (query.step()) {
    take({.of = read_counted(query), .open = query.integer(3), .overdue = query.integer(4)});
  }
}

}  // namespace chancery::answer::rows
