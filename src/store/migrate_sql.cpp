#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "base/log.hpp"
#include "store/engine.hpp"
#include "store/files.hpp"

namespace chancery::store {
namespace {

// The engine's own tables, in every file from its first opening.
constexpr const char* kEngineTables =
    "CREATE TABLE IF NOT EXISTS migration ("
    "  name TEXT PRIMARY KEY, module TEXT NOT NULL, applied_at INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE IF NOT EXISTS high_water (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;";

// An exact copy beside the file, complete on the disk before it gets its name.
void back_up(Connection& db, const std::filesystem::path& file, std::string_view migration) {
  auto copy = file;
  copy += fmt::format(".before-{}", migration);
  auto part = copy;
  part += ".part";
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  // VACUUM INTO takes an empty file: this one is private from its first byte.
  const int fd = ::open(part.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) throw StorageError(fmt::format("{}: {}", part.string(), last_error()));
  ::close(fd);
  db.query("VACUUM INTO ?").bind(part.string()).run();
  if (!sync_file(part) || ::rename(part.c_str(), copy.c_str()) != 0 || !sync_folder_of(copy)) {
    throw StorageError(fmt::format("{}: {}", copy.string(), last_error()));
  }
  log::info("store", "kept a copy before migrating: {}", copy.string());
}

void apply(Connection& db, const Migration& migration, const Clock& clock) {
  db.execute(std::string(migration.sql));
  db.query("INSERT INTO migration (name, module, applied_at) VALUES (?, ?, ?)")
      .bind(migration.name, migration.module, clock.now())
      .run();
}

}  // namespace

std::vector<std::string> applied_migrations(Connection& db) {
  std::vector<std::string> names;
  auto query = db.query("SELECT name FROM migration ORDER BY name");
  while (query.step()) names.push_back(query.text(0));
  return names;
}

Status migrate(Connection& db, const std::filesystem::path& file, const std::string& database,
               std::vector<Migration> migrations, const Clock& clock) {
  std::erase_if(migrations, [&](const Migration& m) { return m.database != database; });
  std::ranges::sort(migrations, {}, &Migration::name);
  if (!has_table(db, "migration") && db.query("SELECT 1 FROM sqlite_schema").step()) {
    return fail(Errc::Invalid, fmt::format("{} holds tables that are not ours", file.string()),
                fmt::format("{} is not a Chancery database; name another folder", file.string()));
  }
  db.execute(kEngineTables);

  const auto applied = applied_migrations(db);
  for (const auto& name : applied) {
    if (!std::ranges::binary_search(migrations, std::string_view{name}, {}, &Migration::name)) {
      return fail(Errc::Invalid, fmt::format("{} has the migration {}, unknown to this version", file.string(), name),
                  fmt::format("{} was made by a newer version of Chancery; start that version", file.string()));
    }
  }
  std::erase_if(migrations, [&](const Migration& m) { return std::ranges::binary_search(applied, m.name); });
  if (migrations.empty()) return {};
  if (!applied.empty()) back_up(db, file, migrations.front().name);

  db.execute("BEGIN IMMEDIATE");
  std::string_view name;
  try {
    for (const auto& migration : migrations) {
      name = migration.name;
      apply(db, migration, clock);
    }
    db.execute("COMMIT");
  } catch (const StorageError&) {
    throw;  // closing the connection rolls back
  } catch (const std::exception& error) {
    db.execute("ROLLBACK");
    return fail(Errc::Internal, fmt::format("{}: migration {}: {}", file.string(), name, error.what()),
                fmt::format("{} could not be brought up to date ({}); it is as it was", file.string(), name));
  }
  return {};
}

}  // namespace chancery::store
