#include <algorithm>
#include <span>
#include <utility>

#include "listen/cells.hpp"
#include "listen/retention.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

// Who is gone cannot be taken out of a sketch: while a cell has no more posts than these, its authors are counted anew.
constexpr std::int64_t kRemade = 1000;

trend::HyperLogLog read_cell_sketch(const std::vector<unsigned char>& bytes) {
  auto sketch = trend::HyperLogLog::restore({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!sketch) throw store::DamagedError("a cell's sketch cannot be read: " + sketch.error().detail);
  return std::move(*sketch);
}

Count read_count(const store::Query& row, int column) {
  Count count;
  count.posts = row.integer(column);
  if (row.is_null(column + 1)) {
    count.aged = row.integer(column + 2);
  } else {
    count.authors = read_cell_sketch(row.blob(column + 1));
  }
  return count;
}

Timestamp key_change(store::Connection& db) {
  auto query = db.query("SELECT position FROM source_cursor WHERE source = ?");
  query.bind(kKeyCursor);
  return query.step() ? query.time(0) : Timestamp{};
}

Count stored_count(store::Connection& db, const CellKey& key) {
  auto query = db.query(
      "SELECT posts, authors, people FROM heard_cell WHERE watch = ? AND dimension = ? AND start = ? AND value = ?");
  query.bind(key.watch, static_cast<int>(key.dimension), key.hour, key.value);
  return query.step() ? read_count(query, 0) : Count{};
}

void write_count(store::Connection& db, const CellKey& key, const Count& count) {
  if (count.posts <= 0) {
    db.query("DELETE FROM heard_cell WHERE watch = ? AND dimension = ? AND start = ? AND value = ?")
        .bind(key.watch, static_cast<int>(key.dimension), key.hour, key.value)
        .run();
    return;
  }
  const std::string sketch = count.authors.save();
  db.query(
        "INSERT INTO heard_cell (watch, dimension, start, value, posts, authors, people) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (watch, dimension, start, value) DO UPDATE SET posts = excluded.posts,"
        " authors = excluded.authors, people = excluded.people")
      .bind(key.watch, static_cast<int>(key.dimension), key.hour, key.value, count.posts,
            std::span{reinterpret_cast<const unsigned char*>(sketch.data()), sketch.size()}, count.people())
      .run();
}

void add_posts(store::Connection& db, const CellKey& key, std::int64_t posts) {
  db.query(
        "INSERT INTO heard_cell (watch, dimension, start, value, posts, authors, people) VALUES (?, ?, ?, ?, ?, NULL, "
        "0)"
        " ON CONFLICT (watch, dimension, start, value) DO UPDATE SET posts = heard_cell.posts + excluded.posts")
      .bind(key.watch, static_cast<int>(key.dimension), key.hour, key.value, posts)
      .run();
}

// Of the posts that are kept, those of a cell.
trend::HyperLogLog authors_of(store::Connection& db, const CellKey& key) {
  trend::HyperLogLog authors;
  const bool bin = key.dimension == Dimension::Bin;
  const auto end =
      key.hour + (bin ? std::chrono::microseconds{kBin} : std::chrono::microseconds{std::chrono::hours{1}});
  auto query = db.query(
      "SELECT author, language, topics, countries, sentiment,"
      " (SELECT group_concat(watch, ',') FROM (SELECT watch FROM heard_term WHERE heard_post = id ORDER BY watch))"
      " FROM heard_post WHERE at >= ? AND at < ?"
      " AND (? = 0 OR EXISTS (SELECT 1 FROM heard_term WHERE heard_post = id AND watch = ?))");
  query.bind(key.hour, end, key.watch, key.watch);
  const std::string between = ' ' + key.value + ' ';
  while (query.step()) {
    const bool within = key.dimension == Dimension::All || bin ||
                        (key.dimension == Dimension::Language && query.text(1) == key.value) ||
                        (key.dimension == Dimension::Topic && query.text(2).find(between) != std::string::npos) ||
                        (key.dimension == Dimension::Country && query.text(3).find(between) != std::string::npos) ||
                        (key.dimension == Dimension::Sentiment && query.text(1) + ' ' + query.text(4) == key.value) ||
                        (key.dimension == Dimension::Watches && query.text(5) == key.value);
    if (!within) continue;
    Pseudonym author{};
    const auto blob = query.blob(0);
    if (blob.size() != author.size()) throw store::DamagedError("a pseudonym has the wrong length");
    std::copy(blob.begin(), blob.end(), author.begin());
    authors.add(author_number(author));
  }
  return authors;
}

}  // namespace

void store_cells(store::Transaction& tx, const CellSums& sums) {
  store::Connection& db = store::connection(tx);
  for (const auto& [key, added] : sums.cells()) {
    if (key.watch == kSample) {
      add_posts(db, key, added.posts);
      continue;
    }
    Count count = stored_count(db, key);
    count.add(added);
    write_count(db, key, count);
  }
  for (const auto& [key, gone] : sums.removed()) {
    Count count = stored_count(db, key);
    count.posts -= gone;
    if (count.posts > 0 && count.aged == 0 && key.watch != kSample && count.posts <= kRemade) {
      count.authors = authors_of(db, key);
    }
    write_count(db, key, count);
  }
}

void visit_cells(store::Snapshot& snapshot, WatchId watch, Dimension dimension, Timestamp from, Timestamp to,
                 const CellVisitor& visit) {
  const Timestamp key_changed = key_change(store::connection(snapshot));
  auto query = store::connection(snapshot).query(
      "SELECT start, value, posts, authors, people FROM heard_cell"
      " WHERE watch = ? AND dimension = ? AND start >= ? AND start < ? ORDER BY start, value");
  query.bind(watch, static_cast<int>(dimension), from, to);
  const auto length = dimension == Dimension::Bin ? std::chrono::microseconds{kBin} : std::chrono::hours{1};
  while (query.step()) {
    const Timestamp start = query.time(0);
    Count count = read_count(query, 2);
    if (start < key_changed) {
      count.former = std::move(count.authors);
      count.authors = {};
      if (start + length > key_changed) count.former = {};
    }
    visit(start, query.text(1), count);
  }
}

void visit_posts(store::Snapshot& snapshot, WatchId watch, Dimension dimension, Timestamp from, Timestamp to,
                 const PostsVisitor& visit) {
  auto query = store::connection(snapshot).query(
      "SELECT start, value, posts, people FROM heard_cell"
      " WHERE watch = ? AND dimension = ? AND start >= ? AND start < ? ORDER BY start, value");
  query.bind(watch, static_cast<int>(dimension), from, to);
  while (query.step()) visit(query.time(0), query.text(1), query.integer(2), query.integer(3));
}

std::vector<Timestamp> hours_listened(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
  std::vector<Timestamp> hours;
  auto query = store::connection(snapshot).query(
      "SELECT DISTINCT hour FROM intake_hour WHERE hour >= ? AND hour < ? AND events > 0"
      " AND NOT EXISTS (SELECT 1 FROM stream_gap WHERE min(to_at, hour + ?) - max(from_at, hour) > ?) ORDER BY hour");
  query.bind(from, to, std::chrono::microseconds{std::chrono::hours{1}}.count(),
             std::chrono::microseconds{std::chrono::minutes{6}}.count());
  while (query.step()) hours.push_back(query.time(0));
  return hours;
}

std::int64_t age_cells(store::Transaction& tx, Timestamp now, std::size_t limit) {
  store::Connection& db = store::connection(tx);
  std::int64_t aged = db.query(
                            "DELETE FROM heard_cell WHERE (watch, dimension, start, value) IN (SELECT watch, dimension,"
                            " start, value FROM heard_cell WHERE dimension = ? AND start < ? AND authors IS NOT NULL"
                            " ORDER BY start LIMIT ?)")
                          .bind(static_cast<int>(Dimension::Bin), now - kBinsKept, static_cast<std::int64_t>(limit))
                          .run();
  aged +=
      db.query(
            "DELETE FROM heard_cell WHERE (watch, dimension, start, value) IN (SELECT watch, dimension, start, value"
            " FROM heard_cell WHERE start < ? ORDER BY start LIMIT ?)")
          .bind(now - kRecordsKept, static_cast<std::int64_t>(limit))
          .run();
  std::vector<CellKey> old;
  {
    auto query = db.query(
        "SELECT watch, dimension, start, value FROM heard_cell"
        " WHERE start < ? AND authors IS NOT NULL ORDER BY start LIMIT ?");
    query.bind(now - kRetention, static_cast<std::int64_t>(limit));
    while (query.step()) {
      old.push_back({query.id<WatchId>(0), static_cast<Dimension>(query.integer(1)), query.time(2), query.text(3)});
    }
  }
  for (const CellKey& key : old) {
    db.query("UPDATE heard_cell SET authors = NULL WHERE watch = ? AND dimension = ? AND start = ? AND value = ?")
        .bind(key.watch, static_cast<int>(key.dimension), key.hour, key.value)
        .run();
  }
  return aged + static_cast<std::int64_t>(old.size());
}

}  // namespace chancery::listen
