#include <algorithm>

#include "store/engine.hpp"
#include "store/jobs.hpp"

namespace chancery::store {
namespace {

// A lease runs on the steady clock: a wall clock set forward must not hand a job out twice.
std::int64_t steady_micros(const Clock& clock) {
  return std::chrono::duration_cast<std::chrono::microseconds>(clock.steady().time_since_epoch()).count();
}

}  // namespace

void schedule(Transaction& tx, std::string_view kind, std::string_view key, Timestamp run_at,
              std::string_view payload) {
  tx.connection()
      .query(
          "INSERT INTO job (id, kind, key, payload, run_at) VALUES (?, ?, ?, ?, ?)"
          " ON CONFLICT (kind, key) DO UPDATE SET run_at = excluded.run_at, payload = excluded.payload,"
          " id = CASE WHEN job.lease_until IS NULL THEN job.id ELSE excluded.id END, lease_until = NULL")
      .bind(tx.ids().next(), kind, key, payload, run_at)
      .run();
}

std::vector<Job> lease_due(Transaction& tx, std::string_view kind, Timestamp now, std::chrono::seconds lease,
                           std::size_t limit) {
  const auto steady = steady_micros(tx.clock());
  std::vector<Job> jobs;
  auto query = tx.connection().query(
      "UPDATE job SET lease_until = ? WHERE id IN (SELECT id FROM job WHERE kind = ? AND run_at <= ?"
      " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY run_at, id LIMIT ?)"
      " RETURNING id, kind, key, payload, run_at, attempts");
  query.bind(steady + std::chrono::microseconds{lease}.count(), kind, now, steady, static_cast<std::int64_t>(limit));
  while (query.step()) {
    jobs.push_back({query.integer(0), query.text(1), query.text(2), query.text(3), query.time(4),
                    static_cast<int>(query.integer(5))});
  }
  std::ranges::sort(jobs, {}, [](const Job& job) { return std::pair{job.run_at, job.id}; });
  return jobs;
}

void finish(Transaction& tx, std::int64_t job) {
  tx.connection().query("DELETE FROM job WHERE id = ?").bind(job).run();
}

void retry(Transaction& tx, std::int64_t job, Timestamp run_at) {
  tx.connection()
      .query("UPDATE job SET run_at = ?, lease_until = NULL, attempts = attempts + 1 WHERE id = ?")
      .bind(run_at, job)
      .run();
}

std::optional<Timestamp> next_due(Snapshot& snapshot, std::string_view kind) {
  auto query = snapshot.connection().query(
      "SELECT min(run_at) FILTER (WHERE lease_until IS NULL), min(lease_until) FROM job WHERE kind = ?");
  query.bind(kind);
  if (!query.step()) return std::nullopt;
  std::optional<Timestamp> due;
  if (const auto run_at = query.maybe_integer(0)) due = from_micros(*run_at);
  if (const auto lease_until = query.maybe_integer(1)) {
    const std::chrono::microseconds left{*lease_until - steady_micros(snapshot.clock())};
    const auto lease_ends = snapshot.clock().now() + left;
    due = due ? std::min(*due, lease_ends) : lease_ends;
  }
  return due;
}

void release_leases(Connection& db) {
  if (has_table(db, "job")) db.query("UPDATE job SET lease_until = NULL WHERE lease_until IS NOT NULL").run();
}

}  // namespace chancery::store
