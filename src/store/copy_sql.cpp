#include "store/copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <memory>
#include <set>
#include <system_error>

#include "store/engine.hpp"
#include "store/files.hpp"

namespace chancery::store {
namespace {

constexpr int kSlicePages = 256;
constexpr int kSlicesBetweenFlushes = 16;  // a disk that got it all at once would keep the writer's commits waiting
constexpr int kDamageListed = 100;

Error cannot_copy(const std::filesystem::path& to, const std::string& why) {
  return {Errc::Unavailable, fmt::format("cannot copy to {}: {}", to.string(), why),
          fmt::format("{} could not be written ({}); check its owner and the disk's space", to.string(), why)};
}

// The new file as SQLite writes it: without a journal, as a copy half made is thrown away.
struct Target {
  explicit Target(const std::filesystem::path& file) {
    if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK) {
      sqlite3_exec(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
    }
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  ~Target() { sqlite3_close(db); }
  sqlite3* db = nullptr;
};

Status copy_pages(Connection& from, const Target& target, const std::filesystem::path& to,
                  const std::stop_token& stop) {
  auto* backup = sqlite3_backup_init(target.db, "main", from.raw(), "main");
  if (backup == nullptr) return fail(cannot_copy(to, sqlite3_errmsg(target.db)));
  int code = SQLITE_OK;
  for (int slice = 1; code == SQLITE_OK && !stop.stop_requested(); ++slice) {
    code = sqlite3_backup_step(backup, kSlicePages);
    if (slice % kSlicesBetweenFlushes == 0 && !sync_file(to)) code = SQLITE_IOERR_FSYNC;
  }
  sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE) return {};
  return fail(cannot_copy(to, code == SQLITE_OK ? "the server stops" : sqlite3_errstr(code)));
}

}  // namespace

Result<std::int64_t> copy_database(const Store& store, const std::filesystem::path& to, const std::stop_token& stop) {
  const int made = ::open(to.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made < 0 && errno == EEXIST) {
    return fail(Errc::Conflict, fmt::format("{} is there already; name another place", to.string()));
  }
  if (made < 0) return fail(cannot_copy(to, last_error()));
  ::close(made);
  Status copied;
  try {
    const auto source = open_reader(store.file());
    Connection from(*source);
    // One snapshot for all slices: without it the copy would begin anew after every commit.
    from.query("BEGIN").run();
    static_cast<void>(from.query("SELECT 1 FROM sqlite_schema").step());
    const Target target(to);
    copied = copy_pages(from, target, to, stop);
  } catch (const std::runtime_error& error) {
    copied = fail(cannot_copy(to, error.what()));
  }
  if (copied && (!sync_file(to) || !sync_folder_of(to))) copied = fail(cannot_copy(to, last_error()));
  std::error_code error;
  if (!copied) {
    std::filesystem::remove(to, error);
    return fail(copied.error());
  }
  return static_cast<std::int64_t>(std::filesystem::file_size(to, error));
}

Inspection inspect(const Store& store) {
  Inspection found;
  try {
    store.read([&](Snapshot& snapshot) {
      auto& db = snapshot.connection();
      auto check = db.query("PRAGMA integrity_check");
      while (static_cast<int>(found.damage.size()) < kDamageListed && check.step()) {
        if (check.text(0) != "ok") found.damage.push_back(check.text(0));
      }
      std::set<std::string> tables;
      auto keys = db.query("PRAGMA foreign_key_check");
      while (static_cast<int>(tables.size()) < kDamageListed && keys.step()) tables.insert(keys.text(0));
      found.dangling.assign(tables.begin(), tables.end());
      found.migrations = applied_migrations(db);
    });
  } catch (const std::runtime_error& error) {
    found.damage.emplace_back(error.what());
  }
  return found;
}

}  // namespace chancery::store
