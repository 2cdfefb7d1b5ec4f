#include <span>

#include "base/json.hpp"
#include "listen/heard_rows.hpp"
#include "listen/intake.hpp"
#include "store/sql.hpp"

namespace chancery::listen {

bool store_heard(store::Transaction& tx, HeardPostId id, const HeardRow& row, Timestamp now) {
  store::Connection& db = store::connection(tx);
  HeardPostId stored;
  {
    auto query = db.query(
        "INSERT INTO heard_post (id, post, author, rev, at, stored_at, network, language, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (post) DO UPDATE SET rev = excluded.rev, language = excluded.language, text = excluded.text"
        " WHERE heard_post.rev < excluded.rev RETURNING id");
    query.bind(id, std::span<const unsigned char>(row.post), std::span<const unsigned char>(row.author), row.rev,
               row.at, now, to_string(row.network), row.language, row.text);
    if (!query.step()) return false;  // known, and not older
    stored = query.id<HeardPostId>(0);
  }
  if (stored != id) db.query("DELETE FROM heard_term WHERE heard_post = ?").bind(stored).run();
  for (const WatchHit& hit : row.hits) {
    const json::Array terms(hit.terms.begin(), hit.terms.end());
    db.query("INSERT INTO heard_term (heard_post, watch, terms) VALUES (?, ?, ?)")
        .bind(stored, hit.watch, boost::json::serialize(terms))
        .run();
  }
  return true;
}

bool remove_heard(store::Transaction& tx, const Pseudonym& post, std::string_view rev) {
  return store::connection(tx)
             .query("DELETE FROM heard_post WHERE post = ? AND (? = '' OR rev <= ?)")
             .bind(std::span<const unsigned char>(post), rev, rev)
             .run() > 0;
}

bool remove_heard_of_author(store::Transaction& tx, const Pseudonym& author) {
  return store::connection(tx)
             .query("DELETE FROM heard_post WHERE author = ?")
             .bind(std::span<const unsigned char>(author))
             .run() > 0;
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

void store_cursor(store::Transaction& tx, std::string_view source, std::int64_t position, Timestamp reached) {
  store::connection(tx)
      .query(
          "INSERT INTO source_cursor (source, position, at) VALUES (?, ?, ?)"
          " ON CONFLICT (source) DO UPDATE SET position = excluded.position, at = excluded.at")
      .bind(source, position, reached)
      .run();
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
