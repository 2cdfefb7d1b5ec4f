#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

struct Row {
  DeliveryKey key;
  DeliveryState state = DeliveryState::Waiting;
};

std::vector<Row> rows_of(store::Query& query) {
  std::vector<Row> found;
  while (query.step()) {
    found.push_back(
        {{query.id<activity::ActivityId>(0), query.integer(1)}, static_cast<DeliveryState>(query.integer(2))});
  }
  return found;
}

void delete_row(store::Connection& db, const DeliveryKey& key) {
  db.query("DELETE FROM delivery WHERE activity = ? AND inbox = ?").bind(key.activity, key.inbox).run();
}

void forget_dispatch(store::Connection& db, activity::ActivityId activity) {
  db.query("DELETE FROM dispatch WHERE activity = ?").bind(activity).run();
  db.query("DELETE FROM activity WHERE id = ?").bind(activity).run();
}

// Accepts name private persons.
void forget_activities(store::Transaction& tx, const std::vector<activity::ActivityId>& accepts) {
  auto& db = store::connection(tx);
  for (const auto accept : accepts) {
    std::vector<std::int64_t> inboxes;
    {
      auto query = db.query("DELETE FROM delivery WHERE activity = ? RETURNING inbox");
      query.bind(accept);
      while (query.step()) inboxes.push_back(query.integer(0));
    }
    for (const auto inbox : inboxes) drop_inbox_if_unused(tx, inbox);
    forget_dispatch(db, accept);
  }
}

std::vector<activity::ActivityId> ids(store::Query& query) {
  std::vector<activity::ActivityId> found;
  while (query.step()) found.push_back(query.id<activity::ActivityId>(0));
  return found;
}

// Dispatches that began before, with rows that ended; those that wait keep them, and those that may wait again.
std::vector<Row> settled_before(store::Connection& db, Timestamp before, std::size_t limit) {
  auto query = db.query(
      "SELECT d.activity, d.inbox, d.state FROM dispatch p JOIN delivery d ON d.activity = p.activity "
      "JOIN activity a ON a.id = p.activity WHERE p.folds = 1 AND p.created_at < ? AND d.state <> 0 "
      "AND (d.state <> 4 OR p.created_at < ? OR a.kind NOT IN ('delete', "
      "'delete_quote_stamp', 'delete_reply_stamp', 'undo_announce', 'move', 'update')) "
      "ORDER BY p.created_at LIMIT ?");
  return rows_of(query.bind(before, before - kRetractionsKept, static_cast<std::int64_t>(limit)));
}

void fold(store::Transaction& tx, const Row& row) {
  auto& db = store::connection(tx);
  if (row.state == DeliveryState::Delivered) {
    db.query(
          "INSERT INTO reached (account, inbox) SELECT account, ?2 FROM dispatch"
          " WHERE activity = ?1 AND followers = 1 AND note IS NOT NULL ON CONFLICT (account, inbox) DO NOTHING")
        .bind(row.key.activity, row.key.inbox)
        .run();
  }
  delete_row(db, row.key);
  drop_inbox_if_unused(tx, row.key.inbox);
}

// What has no row left has told what it had to: its counts stay, and of an Accept nothing.
void close_folded(store::Transaction& tx, Timestamp before) {
  auto& db = store::connection(tx);
  std::vector<activity::ActivityId> done;
  {
    auto query = db.query(
        "SELECT p.activity FROM dispatch p WHERE p.folds = 1 AND p.created_at < ? AND p.source = 0"
        " AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.activity = p.activity)");
    done = ids(query.bind(before));
  }
  for (const auto activity : done) {
    db.query("UPDATE dispatch SET folds = 0 WHERE activity = ?").bind(activity).run();
    const bool accept = [&] {
      auto query = db.query("SELECT 1 FROM activity WHERE id = ? AND kind = 'accept'");
      return query.bind(activity).step();
    }();
    if (accept) forget_dispatch(db, activity);
  }
}

}  // namespace

void Tally::Change::add(DeliveryState state, std::int64_t count) {
  if (state == DeliveryState::Waiting) waiting += count;
  if (state == DeliveryState::Delivered) delivered += count;
  if (state == DeliveryState::Failed) failed += count;
  if (state == DeliveryState::Parked) parked += count;
}

void Tally::moved(activity::ActivityId activity, DeliveryState from, DeliveryState to, std::int64_t count) {
  changes_[activity].add(from, -count);
  changes_[activity].add(to, count);
}

void Tally::added(activity::ActivityId activity, DeliveryState state, std::int64_t count) {
  changes_[activity].add(state, count);
}

void Tally::removed(activity::ActivityId activity, DeliveryState state, std::int64_t count) {
  changes_[activity].add(state, -count);
}

void Tally::write(store::Transaction& tx) {
  for (const auto& [activity, change] : changes_) {
    store::connection(tx)
        .query(
            "UPDATE dispatch SET waiting = waiting + ?, delivered = delivered + ?, failed = failed + ?,"
            " parked = parked + ? WHERE activity = ?")
        .bind(change.waiting, change.delivered, change.failed, change.parked, activity)
        .run();
  }
  changes_.clear();
}

void settle_delivery(store::Transaction& tx, const DeliveryKey& key, DeliveryState state, Tally& tally) {
  const auto ended =
      store::connection(tx)
          .query(
              "UPDATE delivery SET state = ?, attempts = attempts + 1 WHERE activity = ? AND inbox = ? AND state = 0")
          .bind(static_cast<int>(state), key.activity, key.inbox)
          .run();
  if (ended > 0) tally.moved(key.activity, DeliveryState::Waiting, state);
}

void postpone_delivery(store::Transaction& tx, const DeliveryKey& key, Timestamp next_at, bool refused) {
  store::connection(tx)
      .query(
          "UPDATE delivery SET next_at = ?, attempts = attempts + 1, refusals = refusals + ?"
          " WHERE activity = ? AND inbox = ? AND state = 0")
      .bind(next_at, refused ? 1 : 0, key.activity, key.inbox)
      .run();
}

std::size_t drop_waiting(store::Transaction& tx, std::int64_t host, std::size_t limit, Tally& tally) {
  auto& db = store::connection(tx);
  std::vector<Row> dropped;
  {
    auto query =
        db.query("SELECT activity, inbox, state FROM delivery WHERE host = ? AND state = 0 AND refusals >= 5 LIMIT ?");
    dropped = rows_of(query.bind(host, static_cast<std::int64_t>(limit)));
  }
  {
    // All but the last of its line.
    auto query = db.query(
        "SELECT activity, inbox, state FROM delivery WHERE host = ? AND state = 0 AND refusals < 5 "
        "ORDER BY turn, activity, inbox LIMIT ?");
    auto line = rows_of(query.bind(host, static_cast<std::int64_t>(limit + 1)));
    if (!line.empty()) line.pop_back();
    dropped.insert(dropped.end(), line.begin(), line.end());
  }
  for (const auto& row : dropped) {
    const auto ended = db.query("UPDATE delivery SET state = 4 WHERE activity = ? AND inbox = ? AND state = 0")
                           .bind(row.key.activity, row.key.inbox)
                           .run();
    if (ended > 0) tally.moved(row.key.activity, DeliveryState::Waiting, DeliveryState::Parked);
  }
  return dropped.size();
}

void revive_dropped(store::Transaction& tx, std::int64_t host, Timestamp now, Tally& tally) {
  auto& db = store::connection(tx);
  std::vector<Row> dropped;
  {
    auto query = db.query(
        "SELECT d.activity, d.inbox, d.state FROM delivery d JOIN activity a ON a.id = d.activity "
        "WHERE d.host = ? AND d.state = 4 AND (a.kind IN ('delete', 'delete_quote_stamp', "
        "'delete_reply_stamp', 'undo_announce', 'move') OR a.kind = 'update' "
        "AND NOT EXISTS (SELECT 1 FROM activity b JOIN delivery e ON e.activity = b.id AND e.inbox = d.inbox "
        "WHERE b.note = a.note AND b.kind IN ('update', 'delete') AND e.turn > d.turn))");
    dropped = rows_of(query.bind(host));
  }
  for (const auto& row : dropped) {
    db.query(
          "UPDATE delivery SET state = 0, attempts = 0, refusals = 0, next_at = ?1, revived_at = ?1"
          " WHERE activity = ?2 AND inbox = ?3")
        .bind(now, row.key.activity, row.key.inbox)
        .run();
    tally.moved(row.key.activity, DeliveryState::Parked, DeliveryState::Waiting);
  }
}

void forget_accepts(store::Transaction& tx, activity::AccountId account, std::string_view follower) {
  std::vector<activity::ActivityId> accepts;
  {
    auto query =
        store::connection(tx).query("SELECT id FROM activity WHERE kind = 'accept' AND account = ? AND follower = ?");
    accepts = ids(query.bind(account, follower));
  }
  forget_activities(tx, accepts);
}

void forget_deliveries_to(store::Transaction& tx, std::string_view actor, std::string_view inbox) {
  auto& db = store::connection(tx);
  std::vector<activity::ActivityId> accepts;
  {
    auto query = db.query("SELECT id FROM activity WHERE kind = 'accept' AND follower = ?");
    accepts = ids(query.bind(actor));
  }
  forget_activities(tx, accepts);
  {
    // Some servers have one inbox for all.
    auto others = db.query("SELECT 1 FROM follower WHERE inbox = ? AND actor_uri <> ?");
    if (others.bind(inbox, actor).step()) return;
  }
  const auto known = known_inbox(tx, inbox);
  if (!known) return;
  std::vector<Row> gone;
  {
    auto query = db.query("SELECT activity, inbox, state FROM delivery WHERE inbox = ?");
    gone = rows_of(query.bind(*known));
  }
  Tally tally;
  for (const auto& row : gone) {
    if (row.state == DeliveryState::Waiting) tally.removed(row.key.activity, row.state);
    delete_row(db, row.key);
  }
  tally.write(tx);
  forget_inbox(tx, inbox);
}

void forget_inbox(store::Transaction& tx, std::string_view inbox) {
  const auto known = known_inbox(tx, inbox);
  if (!known) return;
  store::connection(tx).query("DELETE FROM reached WHERE inbox = ?").bind(*known).run();
  drop_inbox_if_unused(tx, *known);
}

std::size_t forget_settled(store::Transaction& tx, Timestamp before, std::size_t limit) {
  const auto settled = settled_before(store::connection(tx), before, limit);
  for (const auto& row : settled) fold(tx, row);
  if (settled.size() < limit) close_folded(tx, before);
  return settled.size();
}

DeliveryCounts delivery_counts(store::Snapshot& snapshot, activity::NoteId note) {
  DeliveryCounts counts;
  auto query =
      store::connection(snapshot).query("SELECT waiting, delivered, failed + parked FROM dispatch WHERE activity = ?");
  if (query.bind(activity::create_of(note)).step()) {
    counts = {query.integer(0), query.integer(1), query.integer(2)};
  }
  return counts;
}

}  // namespace chancery::activitypub
