#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/json.hpp"
#include "base/spaced.hpp"
#include "listen/heard_rows.hpp"
#include "listen/intake.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::vector<WatchId> watches_of(store::Connection& db, HeardPostId post) {
  std::vector<WatchId> watches;
  auto query = db.query("SELECT watch FROM heard_term WHERE heard_post = ? ORDER BY watch");
  query.bind(post);
  while (query.step()) watches.push_back(query.id<WatchId>(0));
  return watches;
}

// What a stored post was counted under, before it is replaced or goes.
struct Counted {
  HeardPostId id;
  Timestamp at;
  Annotation annotation;
};

Counted read_counted(const store::Query& row) {
  return {row.id<HeardPostId>(0),
          row.time(1),
          {.language = row.text(2),
           .topics = from_between_spaces(row.text(3)),
           .countries = from_between_spaces(row.text(4)),
           .sentiment = row.text(5)}};
}

void uncount(store::Connection& db, const Counted& post, CellSums& sums) {
  sums.remove(watches_of(db, post.id), post.at, post.annotation);
  db.query("DELETE FROM heard_search WHERE rowid = ?").bind(post.id).run();
}

bool remove(store::Connection& db, const std::vector<Counted>& posts, CellSums& sums) {
  for (const Counted& post : posts) {
    uncount(db, post, sums);
    db.query("DELETE FROM heard_post WHERE id = ?").bind(post.id).run();
  }
  return !posts.empty();
}

void store_terms(store::Connection& db, HeardPostId post, const std::vector<WatchHit>& hits) {
  for (const WatchHit& hit : hits) {
    const json::Array terms(hit.terms.begin(), hit.terms.end());
    db.query("INSERT INTO heard_term (heard_post, watch, terms) VALUES (?, ?, ?)")
        .bind(post, hit.watch, boost::json::serialize(terms))
        .run();
  }
}

}  // namespace

bool store_heard(store::Transaction& tx, HeardPostId id, const HeardRow& row, Timestamp now, CellSums& sums) {
  store::Connection& db = store::connection(tx);
  Timestamp counted_at = row.at;
  const auto post = std::span<const unsigned char>(row.post);
  if (std::optional<Counted> former; true) {
    auto query = db.query("SELECT id, at, language, topics, countries, sentiment, rev FROM heard_post WHERE post = ?");
    query.bind(post);
    if (query.step()) {
      if (query.text(6) >= row.rev) return false;  // known, and not older
      former = read_counted(query);
    }
    if (former) {
      id = former->id;
      counted_at = former->at;  // it was said then, however often it is rewritten
      uncount(db, *former, sums);
      db.query("DELETE FROM heard_term WHERE heard_post = ?").bind(id).run();
    }
  }
  db.query(
        "INSERT INTO heard_post (id, post, author, rev, at, stored_at, network, language, topics, countries,"
        " sentiment, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (post) DO UPDATE SET rev = excluded.rev, language = excluded.language,"
        " topics = excluded.topics, countries = excluded.countries, sentiment = excluded.sentiment,"
        " text = excluded.text")
      .bind(id, post, std::span<const unsigned char>(row.author), row.rev, counted_at, now, to_string(row.network),
            row.annotation.language, between_spaces(row.annotation.topics), between_spaces(row.annotation.countries),
            row.annotation.sentiment, row.text)
      .run();
  db.query("INSERT INTO heard_search (rowid, words) VALUES (?, ?)").bind(id, row.search_words).run();
  store_terms(db, id, row.hits);
  std::vector<WatchId> watches;
  for (const WatchHit& hit : row.hits) watches.push_back(hit.watch);
  sums.add(watches, counted_at, row.annotation, author_number(row.author));
  return true;
}

bool remove_heard(store::Transaction& tx, const Pseudonym& post, std::string_view rev, CellSums& sums) {
  store::Connection& db = store::connection(tx);
  std::vector<Counted> posts;
  {
    auto query = db.query(
        "SELECT id, at, language, topics, countries, sentiment FROM heard_post"
        " WHERE post = ? AND (? = '' OR rev <= ?)");
    query.bind(std::span<const unsigned char>(post), rev, rev);
    while (query.step()) posts.push_back(read_counted(query));
  }
  return remove(db, posts, sums);
}

bool remove_heard_of_author(store::Transaction& tx, const Pseudonym& author, CellSums& sums) {
  store::Connection& db = store::connection(tx);
  std::vector<Counted> posts;
  {
    auto query = db.query("SELECT id, at, language, topics, countries, sentiment FROM heard_post WHERE author = ?");
    query.bind(std::span<const unsigned char>(author));
    while (query.step()) posts.push_back(read_counted(query));
  }
  return remove(db, posts, sums);
}

bool remove_heard_of_network(store::Transaction& tx, Network network, CellSums& sums) {
  store::Connection& db = store::connection(tx);
  std::vector<Counted> posts;
  {
    auto query = db.query("SELECT id, at, language, topics, countries, sentiment FROM heard_post WHERE network = ?");
    query.bind(to_string(network));
    while (query.step()) posts.push_back(read_counted(query));
  }
  return remove(db, posts, sums);
}

std::int64_t expire_heard(store::Transaction& tx, Timestamp stored_before, std::size_t limit) {
  store::Connection& db = store::connection(tx);
  std::vector<HeardPostId> posts;
  {
    auto query = db.query("SELECT id FROM heard_post WHERE stored_at < ? ORDER BY stored_at LIMIT ?");
    query.bind(stored_before, static_cast<std::int64_t>(limit));
    while (query.step()) posts.push_back(query.id<HeardPostId>(0));
  }
  for (const HeardPostId post : posts) {
    db.query("DELETE FROM heard_search WHERE rowid = ?").bind(post).run();
    db.query("DELETE FROM heard_post WHERE id = ?").bind(post).run();
  }
  return static_cast<std::int64_t>(posts.size());
}

// https://www.sqlite.org/fts5.html#the_merge_command: less than two changed rows say that nothing was left to merge.
// 'secure-delete' has no effect where the index has no content of its own.
bool merge_search(store::Transaction& tx, bool first) {
  constexpr std::int64_t kPages = 200;
  store::Connection& db = store::connection(tx);
  const auto changes = [&] {
    auto query = db.query("SELECT total_changes()");
    return query.step() ? query.integer(0) : 0;
  };
  const auto before = changes();
  db.query("INSERT INTO heard_search (heard_search, rank) VALUES ('merge', ?)").bind(first ? -kPages : kPages).run();
  return changes() - before >= 2;
}

void add_intake(store::Transaction& tx, std::string_view source, Timestamp hour, const IntakeCounts& counts) {
  store::connection(tx)
      .query(
          "INSERT INTO intake_hour (source, hour, events, bad_lines, posts, matched) VALUES (?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (source, hour) DO UPDATE SET events = intake_hour.events + excluded.events,"
          " bad_lines = intake_hour.bad_lines + excluded.bad_lines, posts = intake_hour.posts + excluded.posts,"
          " matched = intake_hour.matched + excluded.matched")
      .bind(source, hour, static_cast<std::int64_t>(counts.events), static_cast<std::int64_t>(counts.bad_lines),
            static_cast<std::int64_t>(counts.posts), static_cast<std::int64_t>(counts.matched))
      .run();
}

bool forget_intake_of_network(store::Transaction& tx, Network network) {
  store::Connection& db = store::connection(tx);
  std::vector<std::string> sources;
  {
    auto query = db.query("SELECT DISTINCT source FROM intake_hour");
    while (query.step()) sources.push_back(query.text(0));
  }
  std::erase_if(sources, [&](const std::string& source) { return network_of(source) != network; });
  const auto hour = std::chrono::microseconds{std::chrono::hours{1}}.count();
  for (const auto& source : sources) {
    db.query(
          "DELETE FROM alert"
          " WHERE EXISTS (SELECT 1 FROM intake_hour WHERE source = ? AND hour < to_at AND hour + ? > from_at)"
          " AND NOT EXISTS (SELECT 1 FROM intake_hour WHERE source <> ? AND hour < to_at AND hour + ? > from_at)")
        .bind(source, hour, source, hour)
        .run();
    db.query(
          "DELETE FROM heard_cell WHERE watch = ?"
          " AND EXISTS (SELECT 1 FROM intake_hour WHERE source = ? AND hour <= start AND start < hour + ?)"
          " AND NOT EXISTS (SELECT 1 FROM intake_hour WHERE source <> ? AND hour <= start AND start < hour + ?)")
        .bind(kSample, source, hour, source, hour)
        .run();
    db.query("DELETE FROM intake_hour WHERE source = ?").bind(source).run();
  }
  return !sources.empty();
}

void store_cursor(store::Transaction& tx, std::string_view source, std::int64_t position, Timestamp reached) {
  store::connection(tx)
      .query(
          "INSERT INTO source_cursor (source, position, at) VALUES (?, ?, ?)"
          " ON CONFLICT (source) DO UPDATE SET position = excluded.position, at = excluded.at")
      .bind(source, position, reached)
      .run();
}

void add_gap(store::Transaction& tx, const HeardGap& gap) {
  store::connection(tx)
      .query("INSERT INTO stream_gap (source, from_at, to_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(gap.source, gap.from, gap.to)
      .run();
}

std::int64_t expire_intake(store::Transaction& tx, Timestamp before, std::size_t limit) {
  store::Connection& db = store::connection(tx);
  const auto gaps = db.query(
                          "DELETE FROM stream_gap WHERE (source, from_at, to_at) IN"
                          " (SELECT source, from_at, to_at FROM stream_gap WHERE to_at < ? LIMIT ?)")
                        .bind(before, static_cast<std::int64_t>(limit))
                        .run();
  const auto hours = db.query(
                           "DELETE FROM intake_hour WHERE (source, hour) IN"
                           " (SELECT source, hour FROM intake_hour WHERE hour < ? LIMIT ?)")
                         .bind(before, static_cast<std::int64_t>(limit))
                         .run();
  return gaps + hours;
}

std::vector<HeardGap> heard_gaps(store::Snapshot& snapshot, Timestamp since, std::size_t limit) {
  std::vector<HeardGap> gaps;
  auto query = store::connection(snapshot).query(
      "SELECT source, from_at, to_at FROM stream_gap WHERE to_at >= ? ORDER BY to_at DESC LIMIT ?");
  query.bind(since, static_cast<std::int64_t>(limit));
  while (query.step()) gaps.push_back({query.text(0), query.time(1), query.time(2)});
  return gaps;
}

std::int64_t stored_cursor(const store::Store& listen, std::string_view source) {
  return listen.read([&](store::Snapshot& snapshot) -> std::int64_t {
    auto query = store::connection(snapshot).query("SELECT position FROM source_cursor WHERE source = ?");
    query.bind(source);
    return query.step() ? query.integer(0) : 0;
  });
}

activity::StreamPosition stored_position(const store::Store& listen, std::string_view source) {
  return listen.read([&](store::Snapshot& snapshot) -> activity::StreamPosition {
    auto& db = store::connection(snapshot);
    auto own = db.query("SELECT position, at FROM source_cursor WHERE source = ?");
    own.bind(source);
    if (own.step()) return {.cursor = own.integer(0), .reached = from_micros(own.integer(1))};
    if (!source.starts_with("ws")) return {};
    auto others = db.query("SELECT at FROM source_cursor WHERE source LIKE 'ws%' ORDER BY at DESC LIMIT 1");
    if (!others.step()) return {};
    return {.cursor = 0, .reached = from_micros(others.integer(0))};
  });
}

}  // namespace chancery::listen
