#include <utility>

#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
void add_delivery(store::Transaction& tx, std::int64_t id, const OwnActivity& activity, std::string_view inbox,
                  std::string_view host) {
  store::connection(tx)
      .query(
          "INSERT INTO delivery (id, activity, account, inbox, host, next_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (activity, inbox) DO NOTHING")
      .bind(id, activity.id, activity.account, inbox, host, activity.created_at, activity.created_at)
      .run();
}

std::vector<std::string> inboxes_of(store::Transaction& tx, activity::ActivityId id) {
  std::vector<std::string> inboxes;
  auto query = store::connection(tx).query(
      "SELECT inbox FROM delivery WHERE activity = ?1 UNION "
      "SELECT r.inbox FROM reached r JOIN activity a ON a.account = r.account WHERE a.id = ?1 AND a.delivered > 0 "
      "ORDER BY inbox");
  query.bind(id);
  while (query.step()) inboxes.push_back(query.text(0));
  return inboxes;
}

void forget_accepts(store::Transaction& tx, activity::AccountId account, std::string_view follower) {
  auto& db = store::connection(tx);
  db.query(
        "DELETE FROM delivery WHERE activity IN"
        " (SELECT id FROM activity WHERE kind = 'accept' AND account = ? AND follower = ?)")
      .bind(account, follower)
      .run();
  db.query("DELETE FROM activity WHERE kind = 'accept' AND account = ? AND follower = ?").bind(account, follower).run();
}

void forget_deliveries_to(store::Transaction& tx, std::string_view actor, std::string_view inbox) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM delivery WHERE activity IN (SELECT id FROM activity WHERE kind = 'accept' AND follower = ?)")
      .bind(actor)
      .run();
  db.query("DELETE FROM activity WHERE kind = 'accept' AND follower = ?").bind(actor).run();
  // Some servers have one inbox for all.
  auto others = db.query("SELECT 1 FROM follower WHERE inbox = ? AND actor_uri <> ?");
  if (others.bind(inbox, actor).step()) return;
  // The rows stay for the counts, with the address gone.
  db.query(
        "UPDATE delivery SET inbox = CAST(id AS TEXT), lease_until = 0,"
        " state = CASE state WHEN 0 THEN ? ELSE state END WHERE inbox = ?")
      .bind(static_cast<int>(DeliveryState::Unwanted), inbox)
      .run();
  forget_inbox(tx, inbox);
}

void forget_inbox(store::Transaction& tx, std::string_view inbox) {
  store::connection(tx).query("DELETE FROM reached WHERE inbox = ?").bind(inbox).run();
}

std::size_t forget_settled(store::Transaction& tx, Timestamp before, std::size_t limit) {
  struct Row {
    std::int64_t id;
    activity::ActivityId activity;
  };
  auto& db = store::connection(tx);
  std::vector<Row> rows;
  {
    auto query =
        db.query("SELECT id, activity FROM delivery WHERE state <> 0 AND created_at < ? ORDER BY created_at LIMIT ?");
    query.bind(before, static_cast<std::int64_t>(limit));
    while (query.step()) rows.push_back({query.integer(0), query.id<activity::ActivityId>(1)});
  }
  for (const auto& row : rows) {
    db.query(
          "INSERT INTO reached (account, inbox) SELECT d.account, d.inbox FROM delivery d"
          " JOIN activity a ON a.id = d.activity WHERE d.id = ? AND d.state = 1 AND a.kind = 'create'"
          " ON CONFLICT (account, inbox) DO NOTHING")
        .bind(row.id)
        .run();
    db.query(
          "UPDATE activity SET delivered = delivered + (d.state = 1), failed = failed + (d.state = 2)"
          " FROM (SELECT activity, state FROM delivery WHERE id = ?) AS d WHERE activity.id = d.activity")
        .bind(row.id)
        .run();
    db.query("DELETE FROM delivery WHERE id = ?").bind(row.id).run();
    // An Accept names a private person and has told what it had to.
    db.query(
          "DELETE FROM activity WHERE id = ?1 AND kind = 'accept'"
          " AND NOT EXISTS (SELECT 1 FROM delivery WHERE activity = ?1)")
        .bind(row.activity)
        .run();
  }
  return rows.size();
}

std::vector<DueDelivery> lease_deliveries(store::Transaction& tx, Timestamp now, Timestamp until,
                                          const LeaseRule& rule) {
  auto& db = store::connection(tx);
  std::vector<DueDelivery> due;
  {
    // turn: the how-manieth of its host, so that every host gets its first before any gets its second.
    auto query = db.query(
        "WITH due AS ("
        "  SELECT d.id, d.activity, d.inbox, d.host, d.attempts, d.created_at,"
        "         COALESCE(p.failures, 0) AS failures,"
        "         ROW_NUMBER() OVER (PARTITION BY d.host ORDER BY d.id) AS turn"
        "  FROM delivery d LEFT JOIN peer p ON p.host = d.host"
        "  WHERE d.state = 0 AND d.next_at <= ?1 AND d.lease_until <= ?1 AND COALESCE(p.retry_at, 0) <= ?1"
        "    AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.state = 0 AND e.account = d.account"
        "                    AND e.host = d.host AND e.id < d.id AND e.attempts < ?2))"
        "SELECT due.id, due.inbox, due.host, due.attempts, due.created_at, due.activity FROM due "
        "WHERE due.turn + (SELECT COUNT(*) FROM delivery b WHERE b.state = 0 AND b.host = due.host"
        "                  AND b.lease_until > ?1)"
        "      <= CASE WHEN due.failures >= ?3 THEN 1 ELSE ?4 END "
        "ORDER BY due.turn, due.id LIMIT ?5");
    query.bind(now, kHoldsTheLine, rule.trouble, static_cast<std::int64_t>(rule.per_host),
               static_cast<std::int64_t>(rule.limit));
    while (query.step()) {
      DueDelivery delivery;
      delivery.id = query.integer(0);
      delivery.inbox = query.text(1);
      delivery.host = query.text(2);
      delivery.attempts = static_cast<int>(query.integer(3));
      delivery.created_at = query.time(4);
      delivery.activity.id = query.id<activity::ActivityId>(5);
      due.push_back(std::move(delivery));
    }
  }
  for (auto& delivery : due) {
    if (auto activity = activity_by_id(tx, delivery.activity.id)) delivery.activity = std::move(*activity);
    db.query("UPDATE delivery SET lease_until = ? WHERE id = ?").bind(until, delivery.id).run();
  }
  return due;
}

void release_deliveries(store::Transaction& tx) {
  store::connection(tx).query("UPDATE delivery SET lease_until = 0 WHERE state = 0 AND lease_until > 0").run();
}

std::optional<Timestamp> next_delivery(store::Snapshot& snapshot, Timestamp now) {
  auto query = store::connection(snapshot).query(
      "SELECT MIN(at) FROM ("
      "  SELECT MIN(next_at) AS at FROM delivery WHERE state = 0 AND next_at > ?1"
      "  UNION ALL SELECT MIN(retry_at) FROM peer WHERE retry_at > ?1)");
  if (!query.bind(now).step() || query.is_null(0)) return std::nullopt;
  return query.time(0);
}

void settle_delivery(store::Transaction& tx, std::int64_t id, DeliveryState state) {
  store::connection(tx)
      .query("UPDATE delivery SET state = ?, lease_until = 0, attempts = attempts + 1 WHERE id = ? AND state = 0")
      .bind(static_cast<int>(state), id)
      .run();
}

void postpone_delivery(store::Transaction& tx, std::int64_t id, Timestamp next_at) {
  store::connection(tx)
      .query("UPDATE delivery SET next_at = ?, lease_until = 0, attempts = attempts + 1 WHERE id = ? AND state = 0")
      .bind(next_at, id)
      .run();
}

int count_failure(store::Transaction& tx, std::string_view host) {
  auto query = store::connection(tx).query(
      "INSERT INTO peer (host, failures, retry_at) VALUES (?, 1, 0) "
      "ON CONFLICT (host) DO UPDATE SET failures = failures + 1 RETURNING failures");
  return query.bind(host).step() ? static_cast<int>(query.integer(0)) : 1;
}

void leave_alone(store::Transaction& tx, std::string_view host, Timestamp until) {
  store::connection(tx).query("UPDATE peer SET retry_at = ? WHERE host = ?").bind(until, host).run();
}

void revive_host(store::Transaction& tx, std::string_view host, Timestamp now) {
  auto& db = store::connection(tx);
  if (db.query("DELETE FROM peer WHERE host = ?").bind(host).run() == 0) return;
  db.query("UPDATE delivery SET next_at = ?1 WHERE state = 0 AND host = ?2 AND next_at > ?1").bind(now, host).run();
}

DeliveryCounts delivery_counts(store::Snapshot& snapshot, activity::NoteId note) {
  DeliveryCounts counts;
  auto query = store::connection(snapshot).query(
      "SELECT COUNT(*) FILTER (WHERE state = 0),"
      " COUNT(*) FILTER (WHERE state = 1) + COALESCE((SELECT delivered FROM activity WHERE id = ?1), 0),"
      " COUNT(*) FILTER (WHERE state = 2) + COALESCE((SELECT failed FROM activity WHERE id = ?1), 0) "
      "FROM delivery WHERE activity = ?1");
  if (query.bind(activity::create_of(note)).step()) {
    counts = {query.integer(0), query.integer(1), query.integer(2)};
  }
  return counts;
}

std::vector<StuckHost> stuck_hosts(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<StuckHost> hosts;
  auto query = store::connection(snapshot).query(
      "SELECT host, failures, retry_at, (SELECT COUNT(*) FROM delivery d WHERE d.state = 0 AND d.host = peer.host) "
      "FROM peer ORDER BY failures DESC, host LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) {
    hosts.push_back({query.text(0), static_cast<int>(query.integer(1)), query.time(2), query.integer(3)});
  }
  return hosts;
}

}  // namespace chancery::activitypub
