#include <optional>

#include "activitypub/delivery_lease.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::int64_t kWindow = 64;  // of a host's line, more than are ever under way
constexpr std::int64_t kAside = 16;   // of what no longer holds it

// Columns activity, inbox, turn, account, attempts, next_at, created or revived at, uri.
Candidate read_candidate(const store::Query& query) {
  Candidate candidate;
  candidate.key = {query.id<activity::ActivityId>(0), query.integer(1)};
  candidate.turn = query.integer(2);
  candidate.account = query.id<activity::AccountId>(3);
  candidate.attempts = static_cast<int>(query.integer(4));
  candidate.next_at = query.time(5);
  candidate.created_at = query.time(6);
  candidate.inbox = query.text(7);
  return candidate;
}

std::vector<Candidate> aside(store::Connection& db, std::int64_t host) {
  std::vector<Candidate> found;
  auto query = db.query(
      "SELECT d.activity, d.inbox, d.turn, p.account, d.attempts, d.next_at, COALESCE(d.revived_at, p.created_at), "
      "i.uri "
      "FROM delivery d JOIN dispatch p ON p.activity = d.activity JOIN delivery_inbox i ON i.id = d.inbox "
      "WHERE d.host = ? AND d.state = 0 AND d.refusals >= 5 ORDER BY d.next_at LIMIT ?");
  query.bind(host, kAside);
  while (query.step()) found.push_back(read_candidate(query));
  return found;
}

// Something older about the same note waits aside.
bool follows_one_aside(store::Connection& db, std::int64_t host, std::int64_t note, std::int64_t turn) {
  auto query = db.query(
      "SELECT 1 FROM delivery d JOIN dispatch p ON p.activity = d.activity "
      "WHERE d.host = ? AND d.state = 0 AND d.refusals >= 5 AND p.note = ? AND d.turn < ?");
  return query.bind(host, note, turn).step();
}

void visit_line(store::Connection& db, std::int64_t host, bool any_aside, const VisitCandidate& visit) {
  std::map<activity::AccountId, std::int64_t> heads;  // the oldest turn of each account
  auto query = db.query(
      "SELECT d.activity, d.inbox, d.turn, p.account, d.attempts, d.next_at, COALESCE(d.revived_at, p.created_at), "
      "i.uri, p.note "
      "FROM delivery d JOIN dispatch p ON p.activity = d.activity JOIN delivery_inbox i ON i.id = d.inbox "
      "WHERE d.host = ? AND d.state = 0 AND d.refusals < 5 ORDER BY d.turn, d.activity, d.inbox LIMIT ?");
  query.bind(host, kWindow);
  while (query.step()) {
    auto candidate = read_candidate(query);
    const auto note = query.maybe_integer(8);
    if (heads.try_emplace(candidate.account, candidate.turn).first->second != candidate.turn) continue;
    if (any_aside && note && follows_one_aside(db, host, *note, candidate.turn)) {
      heads.erase(candidate.account);  // it waits for the one aside, not the line for it
      continue;
    }
    if (!visit(candidate)) return;
  }
}

void visit_all(store::Connection& db, std::int64_t host, const VisitCandidate& visit) {
  auto found = aside(db, host);
  for (auto& candidate : found) {
    if (!visit(candidate)) return;
  }
  visit_line(db, host, !found.empty(), visit);
}

}  // namespace

void visit_candidates(store::Snapshot& snapshot, std::int64_t host, const VisitCandidate& visit) {
  visit_all(store::connection(snapshot), host, visit);
}

void visit_candidates(store::Transaction& tx, std::int64_t host, const VisitCandidate& visit) {
  visit_all(store::connection(tx), host, visit);
}

std::vector<DueHost> due_hosts(store::Snapshot& snapshot, HostStanding standing, Timestamp now, std::size_t limit) {
  std::vector<DueHost> hosts;
  auto query = store::connection(snapshot).query(
      "SELECT id, name FROM delivery_host WHERE standing = ? AND due_at <= ? ORDER BY due_at LIMIT ?");
  query.bind(static_cast<int>(standing), now, static_cast<std::int64_t>(limit));
  while (query.step()) hosts.push_back({query.integer(0), query.text(1)});
  return hosts;
}

}  // namespace chancery::activitypub
