// The only door to SQLite. Included by store/ and by <module>/*_sql.cpp, by nobody else (the layer test checks).
//
// A statement failing for a reason of ours (syntax, wrong column) throws SqlBug; a violated constraint throws
// ConstraintError, which `Store::write` turns into Errc::Conflict for that call alone; disk full or I/O error
// throws StorageError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/store.hpp"

struct sqlite3;

namespace chancery::store {

struct SqlBug : std::logic_error {
  using std::logic_error::logic_error;
};
struct ConstraintError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct StorageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// The file is damaged, or is no database at all.
struct DamagedError : StorageError {
  using StorageError::StorageError;
};

// A statement in a connection's cache.
struct Prepared;

// A prepared statement borrowed from the connection's cache: bind, step, read. Resets itself. Binding again after
// a run starts it anew, so one Query serves a span of rows.
class Query {
 public:
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  // Parameters in order. Texts and blobs are copied. nullopt binds NULL.
  template <class... Args>
  Query& bind(const Args&... args) {
    (bind_one(args), ...);
    return *this;
  }
  // The next row: true while there is one.
  [[nodiscard]] bool step();
  // Runs to the end; rows are dropped. Returns how many rows were changed.
  std::int64_t run();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;  // NULL reads as ""
  [[nodiscard]] std::vector<unsigned char> blob(int column) const;
  [[nodiscard]] Timestamp time(int column) const { return from_micros(integer(column)); }
  [[nodiscard]] std::optional<std::string> maybe_text(int column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
  [[nodiscard]] std::optional<Timestamp> maybe_time(int column) const;
  template <class IdType>
  [[nodiscard]] IdType id(int column) const {
    return IdType{integer(column)};
  }

 private:
  friend class Connection;
  explicit Query(Prepared& prepared);
  void bind_one(std::int64_t value);
  void bind_one(double value);
  void bind_one(std::string_view value);
  void bind_one(std::span<const unsigned char> value);
  void bind_one(std::nullptr_t);
  void bind_one(bool value) { bind_one(static_cast<std::int64_t>(value)); }
  void bind_one(int value) { bind_one(static_cast<std::int64_t>(value)); }
  void bind_one(const char* value) { bind_one(std::string_view{value}); }
  void bind_one(const std::string& value) { bind_one(std::string_view{value}); }
  void bind_one(Timestamp value) { bind_one(to_micros(value)); }
  template <class Tag>
  void bind_one(Id<Tag> value) {
    bind_one(value.value);
  }
  template <class T>
  void bind_one(const std::optional<T>& value) {
    if (value) {
      bind_one(*value);
    } else {
      bind_one(nullptr);
    }
  }

  enum class State { Fresh, Stepping, Done };

  [[nodiscard]] int place();  // of the next parameter
  void check(int code) const;

  Prepared& prepared_;
  int next_ = 1;
  State state_ = State::Fresh;
};

// One SQLite connection with its statement cache. Thread safety: one thread at a time.
class Connection {
 public:
  struct Impl;
  explicit Connection(Impl& impl) : impl_(&impl) {}
  // `sql` must be a literal: the cache keeps one statement for each text.
  [[nodiscard]] Query query(std::string_view sql);
  // Several statements without parameters or rows.
  void execute(const std::string& script);
  [[nodiscard]] sqlite3* raw();

 private:
  Impl* impl_;
};

[[nodiscard]] Connection& connection(Transaction& tx);
[[nodiscard]] Connection& connection(Snapshot& snapshot);

}  // namespace chancery::store
