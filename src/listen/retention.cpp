#include "listen/retention.hpp"

#include <condition_variable>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "listen/alerts.hpp"
#include "listen/cells.hpp"
#include "listen/fire_rows.hpp"
#include "listen/heard_rows.hpp"
#include "store/jobs.hpp"

namespace chancery::listen {
namespace {

constexpr std::string_view kKey = "heard";
constexpr std::chrono::hours kRetentionEvery{1};
constexpr std::chrono::minutes kLease{10};
constexpr std::chrono::minutes kLook{1};  // how often `run` looks whether the job is due
constexpr std::size_t kSlice = 500;       // posts or cells of one bulk write: a few milliseconds

// What one slice deleted.
struct Expired {
  std::int64_t posts = 0;
  std::int64_t cells = 0;    // whose sketches, or ten minutes, are past their time
  std::int64_t records = 0;  // alerts, gaps, hours of the intake, and of fires
};

}  // namespace

Result<bool> forget_sample(store::Store& listen) {
  return listen.write_now([](store::Transaction& tx) -> Result<bool> {
    CellSums sums;
    const bool posts = remove_heard_of_network(tx, Network::Sample, sums);
    if (posts) store_cells(tx, sums);
    return forget_intake_of_network(tx, Network::Sample) || posts;
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
  for (Expired slice{1, 1, 1}; slice.posts + slice.cells + slice.records > 0; deleted += slice.posts) {
    const auto done =
        listen_
            .write(store::Lane::Bulk,
                   [&](store::Transaction& tx) -> Result<Expired> {
                     return Expired{expire_heard(tx, now - kRetention, kSlice), age_cells(tx, now, kSlice),
                                    expire_alerts(tx, now - kRecordsKept, kSlice) +
                                        expire_intake(tx, now - kRecordsKept, kSlice) + expire_fire(tx, now, kSlice)};
                   })
            .get();
    if (!done) return fail(done.error());
    slice = *done;
  }
  // What networks deleted since goes from the search as well.
  for (bool first = true, more = true; more; first = false) {
    const auto merged =
        listen_
            .write(store::Lane::Bulk, [&](store::Transaction& tx) -> Result<bool> { return merge_search(tx, first); })
            .get();
    if (!merged) return fail(merged.error());
    more = *merged;
  }
  const auto rescheduled = listen_
                               .write(store::Lane::Bulk,
                                      [&](store::Transaction& tx) -> Status {
                                        store::finish(tx, leased->front().id);
                                        store::schedule(tx, kRetentionJob, kKey, now + kRetentionEvery);
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
