// Work to be done at a time: one table, leased row by row, surviving restarts.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::store {

struct Job {
  std::int64_t id = 0;
  std::string kind;     // "listen.expiry"
  std::string key;      // unique within its kind: the same job is never queued twice
  std::string payload;  // JSON, small
  Timestamp run_at;
  int attempts = 0;
};

// Adds the job; when kind and key are there already, only `run_at` and `payload` change. One that is leased just then
// becomes a new job: finishing the run under way does not remove it.
void schedule(Transaction& tx, std::string_view kind, std::string_view key, Timestamp run_at,
              std::string_view payload = "{}");
// Leases up to `limit` jobs of a kind that are due and not leased by another, the longest due first. Leases run on
// the steady clock and end with the process.
[[nodiscard]] std::vector<Job> lease_due(Transaction& tx, std::string_view kind, Timestamp now,
                                         std::chrono::seconds lease, std::size_t limit);
void finish(Transaction& tx, std::int64_t job);
// Gives the job back, to be tried at `run_at`; attempts grow by one.
void retry(Transaction& tx, std::int64_t job, Timestamp run_at);
// When `lease_due` will next find something: leased jobs count from the end of their lease.
[[nodiscard]] std::optional<Timestamp> next_due(Snapshot& snapshot, std::string_view kind);

}  // namespace chancery::store
