#include "store/sql.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "store/engine.hpp"

namespace chancery::store {

struct Prepared {
  Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() { sqlite3_finalize(statement); }

  sqlite3_stmt* statement = nullptr;
  bool in_use = false;
};

namespace {

constexpr int kConnectionBusyMs = 5000;

// Constraint messages name tables and columns, never values, so they are fit for the log.
[[noreturn]] void raise(sqlite3* db, int code) {
  const auto text = fmt::format("{} ({})", db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code),
                                db != nullptr ? sqlite3_extended_errcode(db) : code);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      throw ConstraintError(text);
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_SCHEMA:
      throw SqlBug(text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw DamagedError(text);
    default:  // full, I/O, busy, memory: the file or the machine, not the statement
      throw StorageError(text);
  }
}

void check_open(sqlite3* db, int code) {
  if (code != SQLITE_OK) raise(db, code);
}

std::unique_ptr<Connection::Impl> open_file(const std::string& name, int flags) {
  auto impl = std::make_unique<Connection::Impl>();
  check_open(impl->db, sqlite3_open_v2(name.c_str(), &impl->db, flags | SQLITE_OPEN_NOMUTEX, nullptr));
  sqlite3_extended_result_codes(impl->db, 1);
  check_open(impl->db, sqlite3_busy_timeout(impl->db, kConnectionBusyMs));
  sqlite3_db_config(impl->db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // A plan never depends on what is bound: without this, every new value of a "LIMIT ?" compiles the statement again.
  sqlite3_db_config(impl->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  // No checkpoint inside COMMIT.
  check_open(impl->db, sqlite3_wal_autocheckpoint(impl->db, 0));
  return impl;
}

// "file:/path?immutable=1", with what an address would read otherwise written in hexadecimal.
std::string unchanging(const std::filesystem::path& file) {
  std::string name = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '%' || c == '?' || c == '#') {
      name += fmt::format("%{:02x}", static_cast<unsigned>(c));
    } else {
      name += c;
    }
  }
  return name + "?immutable=1";
}

constexpr const char* kReaderSettings =
    "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;";

}  // namespace

Connection::Impl::~Impl() {
  cache.clear();
  sqlite3_close(db);
}

std::unique_ptr<Connection::Impl> open_writer(const std::filesystem::path& file) {
  // SQLite gives the WAL the permissions of the file, so making it private here makes all of it private.
  if (const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600); fd >= 0) ::close(fd);
  auto impl = open_file(file.string(), SQLITE_OPEN_READWRITE);
  Connection connection(*impl);
  {
    auto mode = connection.query("PRAGMA journal_mode = WAL");
    if (!mode.step() || mode.text(0) != "wal") throw StorageError("the file system does not support WAL");
  }
  connection.execute(
      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864;");
  return impl;
}

std::unique_ptr<Connection::Impl> open_checkpointer(const std::filesystem::path& file) {
  auto impl = open_file(file.string(), SQLITE_OPEN_READWRITE);
  Connection db(*impl);
  db.execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;");
  // Reading is what opens the WAL; without it a checkpoint does nothing.
  if (!has_table(db, "migration")) throw StorageError("the file is not what was opened");
  return impl;
}

std::unique_ptr<Connection::Impl> open_reader(const std::filesystem::path& file) {
  auto impl = open_file(file.string(), SQLITE_OPEN_READONLY);
  Connection(*impl).execute(kReaderSettings);
  return impl;
}

std::unique_ptr<Connection::Impl> open_unchanging(const std::filesystem::path& file) {
  auto impl = open_file(unchanging(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  Connection(*impl).execute(kReaderSettings);
  return impl;
}

Query::Query(Prepared& prepared) : prepared_(prepared) {
  prepared_.in_use = true;
}

Query::~Query() {
  sqlite3_reset(prepared_.statement);
  sqlite3_clear_bindings(prepared_.statement);
  prepared_.in_use = false;
}

void Query::check(int code) const {
  if (code != SQLITE_OK) raise(sqlite3_db_handle(prepared_.statement), code);
}

int Query::place() {
  if (state_ != State::Fresh) {
    sqlite3_reset(prepared_.statement);
    state_ = State::Fresh;
    next_ = 1;
  }
  return next_++;
}

void Query::bind_one(std::int64_t value) {
  check(sqlite3_bind_int64(prepared_.statement, place(), value));
}

void Query::bind_one(double value) {
  check(sqlite3_bind_double(prepared_.statement, place(), value));
}

void Query::bind_one(std::string_view value) {
  // A null pointer would bind NULL.
  check(sqlite3_bind_text64(prepared_.statement, place(), value.data() == nullptr ? "" : value.data(), value.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bind_one(std::span<const unsigned char> value) {
  check(value.empty()
            ? sqlite3_bind_zeroblob(prepared_.statement, place(), 0)
            : sqlite3_bind_blob64(prepared_.statement, place(), value.data(), value.size(), SQLITE_TRANSIENT));
}

void Query::bind_one(std::nullptr_t) {
  check(sqlite3_bind_null(prepared_.statement, place()));
}

bool Query::step() {
  if (state_ == State::Done) return false;
  if (state_ == State::Fresh && next_ - 1 != sqlite3_bind_parameter_count(prepared_.statement)) {
    throw SqlBug(fmt::format("{} parameters bound: {}", next_ - 1, sqlite3_sql(prepared_.statement)));
  }
  state_ = State::Stepping;
  const int code = sqlite3_step(prepared_.statement);
  if (code == SQLITE_ROW) return true;
  state_ = State::Done;
  if (code == SQLITE_DONE) return false;
  // Resetting first lets the caller roll back while this Query is still alive; it keeps the error message.
  sqlite3_reset(prepared_.statement);
  raise(sqlite3_db_handle(prepared_.statement), code);
}

std::int64_t Query::run() {
  if (state_ == State::Done) {
    sqlite3_reset(prepared_.statement);
    state_ = State::Fresh;
  }
  while (step()) {
  }
  if (sqlite3_stmt_readonly(prepared_.statement) != 0) return 0;
  return sqlite3_changes64(sqlite3_db_handle(prepared_.statement));
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(prepared_.statement, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(prepared_.statement, column);
}

double Query::real(int column) const {
  return sqlite3_column_double(prepared_.statement, column);
}

std::string Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared_.statement, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared_.statement, column))};
}

std::vector<unsigned char> Query::blob(int column) const {
  const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(prepared_.statement, column));
  if (bytes == nullptr) return {};
  return {bytes, bytes + sqlite3_column_bytes(prepared_.statement, column)};
}

std::optional<std::string> Query::maybe_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Query::maybe_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<Timestamp> Query::maybe_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

Query Connection::query(std::string_view sql) {
  auto entry = impl_->cache.find(sql);
  if (entry == impl_->cache.end()) entry = impl_->cache.try_emplace(std::string(sql)).first;
  auto& same = entry->second;
  for (auto& prepared : same) {
    if (!prepared->in_use) return Query(*prepared);
  }
  auto prepared = std::make_unique<Prepared>();
  const int code = sqlite3_prepare_v3(impl_->db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &prepared->statement, nullptr);
  if (code != SQLITE_OK) raise(impl_->db, code);
  if (prepared->statement == nullptr) throw SqlBug("an empty statement");
  same.push_back(std::move(prepared));
  return Query(*same.back());
}

void Connection::execute(const std::string& script) {
  const int code = sqlite3_exec(impl_->db, script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(impl_->db, code);
}

sqlite3* Connection::raw() {
  return impl_->db;
}

Connection& connection(Transaction& tx) {
  return tx.connection();
}

Connection& connection(Snapshot& snapshot) {
  return snapshot.connection();
}

void begin_snapshot(Snapshot& snapshot) {
  snapshot.connection().query("BEGIN").run();
}

void end_snapshot(Snapshot& snapshot) {
  sqlite3_exec(snapshot.connection().raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Status in_savepoint(Transaction& tx, const std::function<Status(Transaction&)>& fn) {
  Connection& db = tx.connection();
  db.query("SAVEPOINT call").run();
  Status status;
  try {
    status = fn(tx);
    // A deferred constraint would fail the COMMIT of everyone.
    int unresolved = 0;
    int high = 0;
    sqlite3_db_status(db.raw(), SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &high, 0);
    if (status && unresolved != 0) throw ConstraintError("a deferred foreign key is not satisfied");
  } catch (const ConstraintError& error) {
    status = fail(Errc::Conflict, error.what(), "it is there already, or what it refers to is not");
  } catch (const StorageError&) {
    throw;
  } catch (const std::exception& error) {
    status = fail(Errc::Internal, error.what(), "an internal error; the server's log says more");
  }
  if (sqlite3_get_autocommit(db.raw()) != 0) throw StorageError("the transaction ended early");
  if (!status) db.query("ROLLBACK TO call").run();
  db.query("RELEASE call").run();
  return status;
}

Error unavailable(const std::filesystem::path& file, std::string_view reason) {
  return {Errc::Unavailable, fmt::format("{}: {}", file.string(), reason),
          "the data could not be written; check the disk's space and health, then try again"};
}

}  // namespace chancery::store
