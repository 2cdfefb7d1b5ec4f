#include <condition_variable>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "listen/heard_posts.hpp"
#include "listen/retention.hpp"
#include "store/jobs.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kKey = "heard";
constexpr std::chrono::hours kEvery{1};
constexpr std::chrono::minutes kLease{10};
constexpr std::chrono::minutes kLook{1};  // how often `run` looks whether the job is due
constexpr std::int64_t kSlice = 500;      // posts of one bulk write: a few milliseconds

// Deletes up to kSlice posts stored before `limit`.
std::int64_t delete_slice(store::Transaction& tx, Timestamp limit) {
  return store::connection(tx)
      .query(
          "DELETE FROM heard_post WHERE id IN (SELECT id FROM heard_post WHERE stored_at < ? ORDER BY stored_at"
          " LIMIT ?)")
      .bind(limit, kSlice)
      .run();
}

}  // namespace

Status forget_sample(store::Store& listen) {
  return listen.write_now([](store::Transaction& tx) -> Status {
    store::connection(tx).query("DELETE FROM heard_post WHERE network = ?").bind(to_string(Network::Sample)).run();
    return {};
  });
}

Result<std::int64_t> Retention::run_due() {
  const Timestamp now = listen_.clock().now();
  const bool known =
      listen_.read([](store::Snapshot& snapshot) { return store::next_due(snapshot, kRetentionJob).has_value(); });
  auto leased = listen_
                    .write(store::Lane::Bulk,
                           [&](store::Transaction& tx) -> Result<std::vector<store::Job>> {
                             if (!known) store::schedule(tx, kRetentionJob, kKey, now);
                             return store::lease_due(tx, kRetentionJob, now, kLease, 1);
                           })
                    .get();
  if (!leased) return fail(leased.error());
  if (leased->empty()) return 0;

  std::int64_t deleted = 0;
  for (std::int64_t slice = kSlice; slice == kSlice; deleted += slice) {
    const auto done =
        listen_
            .write(store::Lane::Bulk,
                   [&](store::Transaction& tx) -> Result<std::int64_t> { return delete_slice(tx, now - kRetention); })
            .get();
    if (!done) return fail(done.error());
    slice = *done;
  }
  const auto rescheduled = listen_
                               .write(store::Lane::Bulk,
                                      [&](store::Transaction& tx) -> Status {
                                        store::finish(tx, leased->front().id);
                                        store::schedule(tx, kRetentionJob, kKey, now + kEvery);
                                        return {};
                                      })
                               .get();
  if (!rescheduled) return fail(rescheduled.error());
  return deleted;
}

void Retention::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any asleep;
  while (!stop.stop_requested()) {
    if (const auto done = run_due(); !done) {
      log::error("listen", "what is past its time could not be deleted: {}", done.error().detail);
    } else if (*done > 0) {
      log::info("listen", "{} posts past their time deleted", *done);
    }
    std::unique_lock lock(mutex);
    asleep.wait_for(lock, stop, kLook, [] { return false; });
  }
}

}  // namespace chancery::listen
