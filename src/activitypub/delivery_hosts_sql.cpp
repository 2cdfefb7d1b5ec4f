#include <algorithm>

#include "activitypub/delivery_lease.hpp"
#include "activitypub/delivery_queue.hpp"
#include "net/url.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

std::optional<std::int64_t> find_host(store::Connection& db, std::string_view name) {
  auto query = db.query("SELECT id FROM delivery_host WHERE name = ?");
  if (!query.bind(name).step()) return std::nullopt;
  return query.integer(0);
}

std::int64_t host_named(store::Connection& db, std::string_view name) {
  if (const auto known = find_host(db, name)) return *known;
  auto query = db.query("INSERT INTO delivery_host (name) VALUES (?) RETURNING id");
  return query.bind(name).step() ? query.integer(0) : 0;
}

}  // namespace

std::string_view to_string(HostStanding standing) {
  switch (standing) {
    case HostStanding::Reachable:
      return "reachable";
    case HostStanding::Doubtful:
      return "doubtful";
    case HostStanding::Failing:
      return "failing";
    case HostStanding::Parked:
      return "parked";
  }
  return "";
}

std::optional<InboxPlace> place_of(store::Transaction& tx, std::string_view uri) {
  auto& db = store::connection(tx);
  {
    auto known = db.query("SELECT id, host FROM delivery_inbox WHERE uri = ?");
    if (known.bind(uri).step()) return InboxPlace{known.integer(0), known.integer(1)};
  }
  const auto url = net::Url::parse(uri);
  if (!url) return std::nullopt;
  const auto host = host_named(db, url->authority());
  auto added = db.query("INSERT INTO delivery_inbox (uri, host) VALUES (?, ?) RETURNING id");
  if (!added.bind(uri, host).step()) return std::nullopt;
  return InboxPlace{added.integer(0), host};
}

std::optional<std::int64_t> known_inbox(store::Transaction& tx, std::string_view uri) {
  auto query = store::connection(tx).query("SELECT id FROM delivery_inbox WHERE uri = ?");
  if (!query.bind(uri).step()) return std::nullopt;
  return query.integer(0);
}

void drop_inbox_if_unused(store::Transaction& tx, std::int64_t inbox) {
  auto& db = store::connection(tx);
  std::int64_t host = 0;
  {
    auto query = db.query(
        "DELETE FROM delivery_inbox WHERE id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM follower_inbox WHERE inbox = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM delivery WHERE inbox = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM reached WHERE inbox = ?1) RETURNING host");
    if (!query.bind(inbox).step()) return;
    host = query.integer(0);
  }
  db.query("DELETE FROM delivery_host WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM delivery_inbox WHERE host = ?1)")
      .bind(host)
      .run();
}

std::optional<std::int64_t> host_id(store::Snapshot& snapshot, std::string_view name) {
  return find_host(store::connection(snapshot), name);
}

std::optional<std::int64_t> host_id(store::Transaction& tx, std::string_view name) {
  return find_host(store::connection(tx), name);
}

Circuit circuit_of(store::Transaction& tx, std::int64_t host) {
  Circuit circuit;
  auto query = store::connection(tx).query(
      "SELECT failures, failing_since, failed_at, reason, wait_until, asked, parked_at FROM delivery_host WHERE id = "
      "?");
  if (!query.bind(host).step()) return circuit;
  circuit.failures = static_cast<int>(query.integer(0));
  circuit.failing_since = query.maybe_time(1);
  circuit.failed_at = query.maybe_time(2);
  circuit.reason = static_cast<int>(query.integer(3));
  circuit.wait_until = query.time(4);
  circuit.asked = query.integer(5) != 0;
  circuit.parked_at = query.maybe_time(6);
  return circuit;
}

void save_circuit(store::Transaction& tx, std::int64_t host, const Circuit& circuit, const CircuitRule& rule) {
  store::connection(tx)
      .query(
          "UPDATE delivery_host SET standing = ?, failures = ?, failing_since = ?, failed_at = ?, reason = ?,"
          " wait_until = ?, asked = ?, parked_at = ? WHERE id = ?")
      .bind(static_cast<int>(standing_of(circuit, rule)), circuit.failures, circuit.failing_since, circuit.failed_at,
            circuit.reason, circuit.wait_until, circuit.asked, circuit.parked_at, host)
      .run();
}

void reschedule(store::Transaction& tx, std::int64_t host, Timestamp now) {
  std::optional<std::int64_t> due;  // microseconds, as stored
  visit_candidates(tx, host, [&](const Candidate& candidate) {
    const auto at = to_micros(std::max(candidate.next_at, now));
    due = std::min(due.value_or(at), at);
    return candidate.next_at > now;  // nothing is sooner than now
  });
  store::connection(tx)
      .query("UPDATE delivery_host SET due_at = CASE WHEN wait_until > ?1 THEN wait_until ELSE ?1 END WHERE id = ?2")
      .bind(due, host)
      .run();
}

void hurry(store::Transaction& tx, std::int64_t host, Timestamp now) {
  std::vector<DeliveryKey> later;
  visit_candidates(tx, host, [&](const Candidate& candidate) {
    if (candidate.next_at > now) later.push_back(candidate.key);
    return true;
  });
  for (const auto& key : later) {
    store::connection(tx)
        .query("UPDATE delivery SET next_at = ? WHERE activity = ? AND inbox = ? AND state = 0")
        .bind(now, key.activity, key.inbox)
        .run();
  }
}

std::optional<Timestamp> next_look(store::Snapshot& snapshot, Timestamp now) {
  auto& db = store::connection(snapshot);
  std::optional<Timestamp> next;
  for (const auto standing :
       {HostStanding::Reachable, HostStanding::Doubtful, HostStanding::Failing, HostStanding::Parked}) {
    auto query = db.query("SELECT MIN(due_at) FROM delivery_host WHERE standing = ? AND due_at > ?");
    if (!query.bind(static_cast<int>(standing), now).step() || query.is_null(0)) continue;
    next = std::min(next.value_or(query.time(0)), query.time(0));
  }
  return next;
}

void host_seen(store::Transaction& tx, std::string_view host, Timestamp now) {
  {
    auto query = store::connection(tx).query("SELECT 1 FROM delivery_host WHERE name = ? AND failures > 0");
    if (!query.bind(host).step()) return;
  }
  const auto id = host_id(tx, host);
  if (!id) return;
  const auto before = circuit_of(tx, *id);
  const auto after = after_contact(before, now);
  if (after == before) return;
  save_circuit(tx, *id, after, {});
  hurry(tx, *id, now);
  reschedule(tx, *id, now);
}

Status retry_host(store::Transaction& tx, std::string_view host, Timestamp now) {
  const auto id = host_id(tx, host);
  if (!id) return fail(Errc::NotFound, "no such host", "Nothing of ours was ever to go to this server.");
  const auto due = [&] {
    auto query = store::connection(tx).query("SELECT 1 FROM delivery_host WHERE id = ? AND due_at IS NOT NULL");
    return query.bind(*id).step();
  }();
  if (!due) {
    return fail(Errc::Conflict, "nothing waits for the host",
                "Nothing waits for this server: the next post is what tries it.");
  }
  save_circuit(tx, *id, without_wait(circuit_of(tx, *id), now), {});
  hurry(tx, *id, now);
  reschedule(tx, *id, now);
  return {};
}

std::vector<std::int64_t> parked_hosts(store::Snapshot& snapshot) {
  std::vector<std::int64_t> hosts;
  auto query = store::connection(snapshot).query(
      "SELECT id FROM delivery_host WHERE failing_since IS NOT NULL AND parked_at IS NOT NULL");
  while (query.step()) hosts.push_back(query.integer(0));
  return hosts;
}

std::vector<StuckHost> stuck_hosts(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<StuckHost> hosts;
  auto query = store::connection(snapshot).query(
      "SELECT name, failures, wait_until, standing, reason,"
      " (SELECT COUNT(*) FROM delivery d WHERE d.host = delivery_host.id AND d.state = 0 AND d.refusals < 5) +"
      " (SELECT COUNT(*) FROM delivery d WHERE d.host = delivery_host.id AND d.state = 0 AND d.refusals >= 5) "
      "FROM delivery_host WHERE failing_since IS NOT NULL ORDER BY failures DESC, name LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) {
    hosts.push_back({query.text(0), static_cast<int>(query.integer(1)), query.time(2), query.integer(5),
                     static_cast<HostStanding>(query.integer(3)), reason_text(static_cast<int>(query.integer(4)))});
  }
  return hosts;
}

}  // namespace chancery::activitypub
