#include <utility>

#include "activitypub/deliveries_overview.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "store/accounts.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::int64_t kHosts = 200;
constexpr std::int64_t kTop = 20;

// Columns name, standing, failures, failing_since, failed_at, reason, wait_until, asked, parked_at, due_at, waiting.
HostDeliveries read_host(const store::Query& query) {
  HostDeliveries host;
  host.host = query.text(0);
  host.standing = static_cast<HostStanding>(query.integer(1));
  host.circuit.failures = static_cast<int>(query.integer(2));
  host.circuit.failing_since = query.maybe_time(3);
  host.circuit.failed_at = query.maybe_time(4);
  host.circuit.reason = static_cast<int>(query.integer(5));
  host.circuit.wait_until = query.time(6);
  host.circuit.asked = query.integer(7) != 0;
  host.circuit.parked_at = query.maybe_time(8);
  host.next_try = query.maybe_time(9);
  host.waiting = query.integer(10);
  return host;
}

// Columns delivered, waiting, failed, parked from `first` on.
Spread read_spread(const store::Query& query, int first) {
  return {query.integer(first), query.integer(first + 1), query.integer(first + 2), query.integer(first + 3)};
}

void count_hosts(store::Connection& db, DeliveriesOverview& overview) {
  auto query = db.query("SELECT standing, COUNT(*) FROM delivery_host GROUP BY standing");
  while (query.step()) {
    switch (static_cast<HostStanding>(query.integer(0))) {
      case HostStanding::Reachable:
        overview.reachable = query.integer(1);
        break;
      case HostStanding::Doubtful:
        overview.doubtful = query.integer(1);
        break;
      case HostStanding::Failing:
        overview.failing = query.integer(1);
        break;
      case HostStanding::Parked:
        overview.parked = query.integer(1);
        break;
    }
  }
}

// A number of people that may be told: none, or enough that it is nobody in particular.
bool may_be_told(std::int64_t people) {
  return people == 0 || people >= kFollowersNamed;
}

void count_unreached(store::Connection& db, AccountReach& reach) {
  auto query = db.query(
      "SELECT COUNT(DISTINCT i.host), COALESCE(SUM(f.followers), 0) FROM follower_inbox f"
      " JOIN delivery_inbox i ON i.id = f.inbox JOIN delivery_host h ON h.id = i.host"
      " WHERE f.account = ? AND h.standing >= ?");
  if (!query.bind(reach.account, static_cast<std::int64_t>(HostStanding::Failing)).step()) return;
  reach.unreached_servers = query.integer(0);
  const auto people = query.integer(1);
  if (may_be_told(people) && may_be_told(reach.followers - people)) reach.unreached = people;
}

}  // namespace

AccountReach account_reach(store::Snapshot& snapshot, const activity::Account& account) {
  auto& db = store::connection(snapshot);
  AccountReach reach;
  reach.account = account.id;
  reach.name = account.name;
  reach.followers = count_followers(snapshot, account.id);
  auto servers = db.query(
      "SELECT COUNT(DISTINCT i.host) FROM follower_inbox f JOIN delivery_inbox i ON i.id = f.inbox WHERE f.account = "
      "?");
  if (servers.bind(account.id).step()) reach.servers = servers.integer(0);
  auto top = db.query(
      "SELECT h.name, t.followers FROM (SELECT i.host AS host, SUM(f.followers) AS followers"
      "  FROM follower_inbox f JOIN delivery_inbox i ON i.id = f.inbox WHERE f.account = ?"
      "  GROUP BY i.host HAVING SUM(f.followers) >= ? ORDER BY 2 DESC LIMIT ?) AS t "
      "JOIN delivery_host h ON h.id = t.host ORDER BY t.followers DESC, h.name");
  top.bind(account.id, kFollowersNamed, kTop);
  while (top.step()) reach.top.push_back({top.text(0), top.integer(1)});
  count_unreached(db, reach);
  return reach;
}

DeliveriesOverview deliveries_overview(store::Snapshot& snapshot) {
  auto& db = store::connection(snapshot);
  DeliveriesOverview overview;
  count_hosts(db, overview);
  {
    auto query = db.query("SELECT COALESCE(SUM(waiting), 0) FROM dispatch");
    if (query.step()) overview.waiting = query.integer(0);
  }
  {
    auto query = db.query(
        "SELECT h.name, h.standing, h.failures, h.failing_since, h.failed_at, h.reason, h.wait_until, h.asked,"
        " h.parked_at, h.due_at,"
        " (SELECT COUNT(*) FROM delivery d WHERE d.host = h.id AND d.state = 0 AND d.refusals < 5) +"
        " (SELECT COUNT(*) FROM delivery d WHERE d.host = h.id AND d.state = 0 AND d.refusals >= 5) "
        "FROM delivery_host h WHERE h.failing_since IS NOT NULL ORDER BY h.failing_since, h.name LIMIT ?");
    query.bind(kHosts);
    while (query.step()) overview.hosts.push_back(read_host(query));
  }
  for (const auto& account : store::accounts(snapshot)) overview.accounts.push_back(account_reach(snapshot, account));
  return overview;
}

std::optional<HostDeliveries> host_deliveries(store::Snapshot& snapshot, std::string_view host) {
  auto query = store::connection(snapshot).query(
      "SELECT h.name, h.standing, h.failures, h.failing_since, h.failed_at, h.reason, h.wait_until, h.asked,"
      " h.parked_at, h.due_at,"
      " (SELECT COUNT(*) FROM delivery d WHERE d.host = h.id AND d.state = 0 AND d.refusals < 5) +"
      " (SELECT COUNT(*) FROM delivery d WHERE d.host = h.id AND d.state = 0 AND d.refusals >= 5) "
      "FROM delivery_host h WHERE h.name = ?");
  if (!query.bind(host).step()) return std::nullopt;
  return read_host(query);
}

std::optional<std::int64_t> followers_at(store::Snapshot& snapshot, std::string_view host) {
  auto query = store::connection(snapshot).query(
      "SELECT COALESCE(SUM(f.followers), 0) FROM delivery_host h JOIN delivery_inbox i ON i.host = h.id "
      "JOIN follower_inbox f ON f.inbox = i.id WHERE h.name = ?");
  if (!query.bind(host).step() || query.integer(0) < kFollowersNamed) return std::nullopt;
  return query.integer(0);
}

std::vector<NoteAtHost> notes_at(store::Snapshot& snapshot, std::string_view host, Timestamp since, std::size_t limit) {
  std::vector<NoteAtHost> notes;
  const auto id = host_id(snapshot, host);
  if (!id) return notes;
  // The Create of a note is the activity with the note's id.
  auto query = store::connection(snapshot).query(
      "SELECT p.note, p.account, p.created_at, COUNT(*) FILTER (WHERE d.state = 1),"
      " COUNT(*) FILTER (WHERE d.state = 0), COUNT(*) FILTER (WHERE d.state = 2), COUNT(*) FILTER (WHERE d.state = 4) "
      "FROM dispatch p JOIN delivery_inbox i ON i.host = ? JOIN delivery d ON d.activity = p.activity AND d.inbox = "
      "i.id "
      "WHERE p.folds = 1 AND p.created_at >= ? AND p.note = p.activity "
      "GROUP BY p.activity, p.note, p.account, p.created_at ORDER BY p.created_at DESC LIMIT ?");
  query.bind(*id, since, static_cast<std::int64_t>(limit));
  while (query.step()) {
    notes.push_back(
        {query.id<activity::NoteId>(0), query.id<activity::AccountId>(1), query.time(2), read_spread(query, 3)});
  }
  return notes;
}

NoteSpread note_spread(store::Snapshot& snapshot, activity::NoteId note) {
  auto& db = store::connection(snapshot);
  NoteSpread spread;
  {
    auto query = db.query("SELECT delivered, waiting, failed, parked FROM dispatch WHERE activity = ?");
    if (query.bind(activity::create_of(note)).step()) spread.total = read_spread(query, 0);
  }
  auto query = db.query(
      "SELECT h.name, h.standing, COUNT(*) FILTER (WHERE d.state = 1), COUNT(*) FILTER (WHERE d.state = 0),"
      " COUNT(*) FILTER (WHERE d.state = 2), COUNT(*) FILTER (WHERE d.state = 4) "
      "FROM delivery d JOIN delivery_host h ON h.id = d.host WHERE d.activity = ? "
      "GROUP BY h.id, h.name, h.standing HAVING COUNT(*) FILTER (WHERE d.state IN (0, 2, 4)) > 0 "
      "ORDER BY h.standing DESC, h.name LIMIT ?");
  query.bind(activity::create_of(note), kHosts);
  while (query.step()) {
    spread.hosts.push_back({query.text(0), static_cast<HostStanding>(query.integer(1)), read_spread(query, 2)});
  }
  return spread;
}

}  // namespace chancery::activitypub
