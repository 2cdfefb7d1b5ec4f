// One database file: a single writer with group commit, a pool of readers, its own event log.
//
// Callers write by handing over a function; it runs on the writer's thread inside a transaction shared with
// others (each in its own savepoint, so a bad write fails alone), and the future is ready when that transaction
// is durable. An acknowledged write survives `kill -9`.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace chancery::store {

// A write under way. Opaque: only *_sql.cpp may look inside (store/sql.hpp).
class Transaction;
// A consistent read-only view. Opaque likewise.
class Snapshot;

enum class Lane {
  Interactive,  // someone is waiting
  Bulk,         // intake, expiry: in slices of at most 10 ms between interactive writes
};

enum class Durability { Full, Normal };  // PRAGMA synchronous

// One forward-only step of a module's schema, embedded at build time. Frozen once released.
struct Migration {
  std::string_view database;  // "chancery" or "listen": the file it belongs to
  std::string_view module;
  std::string_view name;  // "20261122T0930_notes", unique in its file; applied in the order of names
  std::string_view sql;
};

struct StoreOptions {
  std::filesystem::path file;
  std::string database;  // which migrations are ours
  Durability durability = Durability::Full;
  std::vector<Migration> migrations;
  unsigned readers = 2;
  std::size_t queue = 10'000;  // writes waiting per lane; the next fails with Errc::TooMany
};

// Thread safety: any thread may read and write.
class Store {
 public:
  // Applies what is missing, after a backup of a file that already held data.
  // Fails with Errc::Unavailable (cannot open), Errc::Invalid (made by a newer version), Errc::Internal (damaged).
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(StoreOptions options, const Clock& clock, IdSource& ids);
  // To look at a file and change nothing: nothing is migrated, and nobody can write. Also beside the process that has
  // the file. `alone` says that nobody else has it, as with a backup: then its folder need not be writable.
  // Fails as `open` does, and with Errc::NotFound.
  [[nodiscard]] static Result<std::unique_ptr<const Store>> open_to_read(const std::filesystem::path& file, bool alone,
                                                                         const Clock& clock, IdSource& ids);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store();  // commits what was accepted, then closes

  // `fn` maps Transaction& to Result<T>; an error rolls back that call alone. Ready when durable.
  // Fails with Errc::TooMany (queue full), Conflict (constraint), Unavailable (disk), or what `fn` gave.
  template <class F, class R = std::invoke_result_t<F, Transaction&>>
  [[nodiscard]] std::future<R> write(Lane lane, F fn) {
    auto promise = std::make_shared<std::promise<R>>();  // shared by the job and its answer
    auto future = promise->get_future();
    auto result = std::make_shared<R>();  // shared by the two halves of the job
    submit(
        lane,
        [fn = std::move(fn), result](Transaction& tx) mutable -> Status {
          *result = fn(tx);
          if (!*result) return fail(result->error());
          return {};
        },
        [promise, result](Status status) {
          if (!status) *result = fail(status.error());
          promise->set_value(std::move(*result));
        });
    return future;
  }
  // Writes and waits. Never on the writer's own thread (asserted): it would wait for itself.
  template <class F>
  [[nodiscard]] auto write_now(F fn) {
    assert_not_on_writer();
    return write(Lane::Interactive, std::move(fn)).get();
  }
  // The same without a future: `done` runs once, on the writer's thread after the commit, and must not block. A call
  // that is refused at once (queue full, store closing) is answered on the caller's thread.
  void submit(Lane lane, std::function<Status(Transaction&)> fn, std::function<void(Status)> done);

  // Runs `fn` on the calling thread with a snapshot from the pool; waits while all are in use, so never read inside
  // a read. Throws StorageError when the file cannot be read.
  template <class F>
  auto read(F fn) const {
    const Lease lease(*this);
    return fn(lease.snapshot());
  }

  // Position of the last committed event; 0 when there is none.
  [[nodiscard]] std::int64_t last_position() const;
  // Waits until an event after `position` is committed, `wake_all` is called, or `timeout` passes.
  void wait_for_events(std::int64_t position, std::chrono::milliseconds timeout) const;
  void wake_all() const;
  // The same until `stop` is requested: no wake-up can be missed.
  void wait_for_events(std::int64_t position, std::chrono::milliseconds timeout, const std::stop_token& stop) const;

  [[nodiscard]] const Clock& clock() const;
  [[nodiscard]] IdSource& ids() const;
  [[nodiscard]] const std::filesystem::path& file() const;

  struct Health {
    bool integrity_ok = false;
    std::string integrity;  // what PRAGMA quick_check said
    std::int64_t bytes = 0;
    std::int64_t wal_bytes = 0;
    std::size_t queued = 0;            // writes waiting, both lanes
    std::vector<std::string> applied;  // migrations
  };
  [[nodiscard]] Health health() const;

 private:
  struct Impl;
  class Lease {
   public:
    explicit Lease(const Store& store);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    [[nodiscard]] Snapshot& snapshot() const { return *snapshot_; }

   private:
    const Store& store_;
    Snapshot* snapshot_;
  };
  explicit Store(std::unique_ptr<Impl> impl);
  void assert_not_on_writer() const;
  std::unique_ptr<Impl> impl_;
};

// What belongs to the engine itself (events, cursors, jobs) and to the shared aggregates.
[[nodiscard]] std::span<const Migration> migrations();

}  // namespace chancery::store
