// What the parts of the engine share: connections, transactions, savepoints. For store/ alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/sql.hpp"
#include "store/store.hpp"

namespace chancery::store {

struct Connection::Impl {
  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl();

  sqlite3* db = nullptr;
  // By text. More than one where a query runs inside another of the same text.
  std::map<std::string, std::vector<std::unique_ptr<Prepared>>, std::less<>> cache;
};

// Opens the file, made 0600 when absent, with everything but `synchronous` set. Throws StorageError.
[[nodiscard]] std::unique_ptr<Connection::Impl> open_writer(const std::filesystem::path& file);
// The same for checkpoints alone; the file must be there. Throws StorageError.
[[nodiscard]] std::unique_ptr<Connection::Impl> open_checkpointer(const std::filesystem::path& file);
// Read-only; never checkpoints. Throws StorageError.
[[nodiscard]] std::unique_ptr<Connection::Impl> open_reader(const std::filesystem::path& file);
// The same for a file nobody writes meanwhile: no lock, and no other file beside it is read or made. Throws
// StorageError.
[[nodiscard]] std::unique_ptr<Connection::Impl> open_unchanging(const std::filesystem::path& file);

class Transaction {
 public:
  Transaction(Connection::Impl& impl, const Clock& clock, IdSource& ids)
      : connection_(impl), clock_(clock), ids_(ids) {}

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] IdSource& ids() const { return ids_; }
  void note_event() { has_events_ = true; }
  [[nodiscard]] bool has_events() const { return has_events_; }

 private:
  Connection connection_;
  const Clock& clock_;
  IdSource& ids_;
  bool has_events_ = false;
};

class Snapshot {
 public:
  Snapshot(Connection::Impl& impl, const Clock& clock) : connection_(impl), clock_(clock) {}

  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  Connection connection_;
  const Clock& clock_;
};

// One read transaction: what is read between the two is one state of the file.
void begin_snapshot(Snapshot& snapshot);
void end_snapshot(Snapshot& snapshot);

// Runs `fn` in a savepoint: its error, or an exception that concerns it alone, rolls back what it did and comes
// back as an Error (ConstraintError as Errc::Conflict, others as Errc::Internal). Savepoints nest.
// Throws StorageError when the transaction as a whole cannot go on.
[[nodiscard]] Status in_savepoint(Transaction& tx, const std::function<Status(Transaction&)>& fn);

// What the caller of a write is told when the file cannot be written; `reason` is for the log.
[[nodiscard]] Error unavailable(const std::filesystem::path& file, std::string_view reason);

// Applies the migrations of `database` that the file lacks, in the order of their names, all in one transaction,
// after a backup to `<file>.before-<name>` when it already holds data. Also makes the engine's own tables.
// Fails with Errc::Invalid when the file was made by a newer version, Internal when a migration fails. Throws
// StorageError.
[[nodiscard]] Status migrate(Connection& db, const std::filesystem::path& file, const std::string& database,
                             std::vector<Migration> migrations, const Clock& clock);
// Names of the migrations applied, in order.
[[nodiscard]] std::vector<std::string> applied_migrations(Connection& db);

// The greatest id made before the last commit: ids never step back, whatever the clock does between two runs.
[[nodiscard]] std::int64_t high_water(Connection& db);
void save_high_water(Connection& db, std::int64_t id);

// Position of the last event; 0 when there is none, or no log in this file.
[[nodiscard]] std::int64_t last_position(Connection& db);
// Frees the jobs an earlier process held. Does nothing where the file has no jobs.
void release_leases(Connection& db);

[[nodiscard]] bool has_table(Connection& db, std::string_view name);
// "ok", or what PRAGMA quick_check found first. Reads the whole file.
[[nodiscard]] std::string quick_check(Connection& db);

}  // namespace chancery::store
