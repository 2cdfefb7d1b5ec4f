// Rows stored a second: acknowledged one by one through the store's group commit, beside bare SQLite on the same
// file system with one transaction a row, and with 1,000-row prepared batches (the limit). All with synchronous=FULL.
#include <fmt/format.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/sql.hpp"
#include "store/store.hpp"

namespace {

using chancery::IdSource;
using chancery::Status;
using chancery::SystemClock;
using chancery::store::Lane;
using chancery::store::Store;
using chancery::store::Transaction;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kRound{2};
constexpr int kRounds = 3;
constexpr const char* kTable =
    "CREATE TABLE row (id INTEGER PRIMARY KEY, uri TEXT NOT NULL UNIQUE, content TEXT NOT NULL, received INTEGER NOT "
    "NULL) STRICT;";
constexpr const char* kInsert = "INSERT INTO row (id, uri, content, received) VALUES (?, ?, ?, ?)";

// About 200 bytes, like a short note with its uri.
struct Row {
  std::int64_t id;
  std::string uri;
  std::string content;
};

Row make_row(std::int64_t number) {
  return {number, fmt::format("https://peer.example/users/ada/statuses/{:016x}", number * 0x9E3779B97F4A7C15),
          fmt::format("<p>{:0140}</p>", number)};
}

std::filesystem::path fresh_folder() {
  auto name = (std::filesystem::temp_directory_path() / "chancery-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  return name;
}

double rate(std::int64_t rows, steady_clock::time_point began) {
  return static_cast<double>(rows) / std::chrono::duration<double>(steady_clock::now() - began).count();
}

// `submitters` threads, each with up to `in_flight` writes that are not acknowledged yet.
double through_store(int submitters, std::size_t in_flight) {
  const auto folder = fresh_folder();
  const SystemClock clock;
  IdSource ids(clock, 1);
  chancery::store::StoreOptions options;
  options.file = folder / "chancery.db";
  options.database = "chancery";
  options.migrations = {{"chancery", "bench", "20261122T0000_row", kTable}};
  auto store = std::move(*Store::open(options, clock, ids));
  std::atomic<std::int64_t> next = 1;
  std::atomic<std::int64_t> acknowledged = 0;
  const auto began = steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < submitters; ++i) {
    threads.emplace_back([&] {
      std::deque<std::future<Status>> waiting;
      const auto settle = [&] {
        if (!waiting.front().get()) throw std::runtime_error("a write failed");
        waiting.pop_front();
        ++acknowledged;
      };
      while (steady_clock::now() - began < kRound) {
        waiting.push_back(store->write(Lane::Interactive, [row = make_row(next++)](Transaction& tx) -> Status {
          connection(tx).query(kInsert).bind(row.id, row.uri, row.content, std::int64_t{1}).run();
          return {};
        }));
        if (waiting.size() >= in_flight) settle();
      }
      while (!waiting.empty()) settle();
    });
  }
  for (auto& thread : threads) thread.join();
  const auto result = rate(acknowledged, began);
  store.reset();
  std::filesystem::remove_all(folder);
  return result;
}

void must(int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errstr(code));
}

void execute(sqlite3* db, const char* sql) {
  must(sqlite3_exec(db, sql, nullptr, nullptr, nullptr));
}

// Bare SQLite with our settings, `batch` rows a transaction.
double bare(std::int64_t batch) {
  const auto folder = fresh_folder();
  sqlite3* db = nullptr;
  must(sqlite3_open((folder / "bare.db").c_str(), &db));
  execute(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;");
  execute(db, "PRAGMA secure_delete = ON;");
  execute(db, kTable);
  sqlite3_stmt* insert = nullptr;
  must(sqlite3_prepare_v2(db, kInsert, -1, &insert, nullptr));
  std::int64_t rows = 0;
  const auto began = steady_clock::now();
  while (steady_clock::now() - began < kRound) {
    execute(db, "BEGIN IMMEDIATE");
    for (std::int64_t i = 0; i < batch; ++i) {
      const auto row = make_row(++rows);
      sqlite3_bind_int64(insert, 1, row.id);
      sqlite3_bind_text(insert, 2, row.uri.data(), static_cast<int>(row.uri.size()), SQLITE_STATIC);
      sqlite3_bind_text(insert, 3, row.content.data(), static_cast<int>(row.content.size()), SQLITE_STATIC);
      sqlite3_bind_int64(insert, 4, 1);
      must(sqlite3_step(insert));
      sqlite3_reset(insert);
    }
    execute(db, "COMMIT");
  }
  const auto result = rate(rows, began);
  sqlite3_finalize(insert);
  sqlite3_close(db);
  std::filesystem::remove_all(folder);
  return result;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void print(std::string_view what, double figure, double single, double batches) {
  const auto beside = fmt::format("bare SQLite: {:.0f} one by one (x {:.1f}), {:.0f} in batches of 1,000 ({:.0f} %)",
                                  single, figure / single, batches, 100 * figure / batches);
  fmt::print("{{\"what\":\"{}\",\"figure\":{:.0f},\"unit\":\"rows/s\",\"beside\":\"{}\"}}\n", what, figure, beside);
}

}  // namespace

int main() {
  std::vector<double> single;
  std::vector<double> batches;
  std::vector<double> waiting;
  std::vector<double> in_flight;
  for (int round = 0; round < kRounds; ++round) {
    single.push_back(bare(1));
    batches.push_back(bare(1000));
    waiting.push_back(through_store(64, 1));
    in_flight.push_back(through_store(4, 500));
  }
  print("stored and acknowledged, 64 submitters that wait for each", median(waiting), median(single), median(batches));
  print("stored and acknowledged, 4 submitters with 500 in flight", median(in_flight), median(single), median(batches));
  return 0;
}
