#include <algorithm>
#include <span>
#include <utility>

#include "base/spaced.hpp"
#include "listen/fire_rows.hpp"
#include "listen/heard_rows.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::span<const unsigned char> bytes_of(const Pseudonym& post) {
  return post;
}

FirePost read_fire_post(const store::Query& row) {
  FirePost post;
  const auto id = row.blob(0);
  if (id.size() != post.post.size()) throw store::DamagedError("a post under fire has an id of the wrong length");
  std::ranges::copy(id, post.post.begin());
  post.actor = row.id<PublicActorId>(1);
  for (const auto& each : from_between_spaces(row.text(2))) {
    const auto watch = parse_id(each);
    if (!watch) throw store::DamagedError("the watches of a post under fire cannot be read");
    post.watches.push_back(WatchId{*watch});
  }
  post.at = row.time(3);
  post.language = row.text(4);
  post.countries = from_between_spaces(row.text(5));
  post.judged = std::chrono::minutes{row.integer(6)};
  const auto level = row.integer(7);
  if (level < 0 || level > static_cast<std::int64_t>(trend::FireLevel::Official)) {
    throw store::DamagedError("the level of a post under fire cannot be read");
  }
  post.level = static_cast<trend::FireLevel>(level);
  return post;
}

trend::HyperLogLog read_fire_sketch(const std::vector<unsigned char>& bytes) {
  if (bytes.empty()) return {};
  auto sketch = trend::HyperLogLog::restore({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!sketch) throw store::DamagedError("a sketch of a post under fire cannot be read: " + sketch.error().detail);
  return std::move(*sketch);
}

void store_post(store::Connection& db, const FirePost& post) {
  std::vector<std::string> watches;
  for (const WatchId watch : post.watches) watches.push_back(watch.text());
  db.query(
        "INSERT INTO fire_post (post, public_actor, watches, at, language, countries) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (post) DO NOTHING")
      .bind(bytes_of(post.post), post.actor, between_spaces(watches), post.at, post.language,
            between_spaces(post.countries))
      .run();
}

// Not of a post that is gone.
void store_people(store::Connection& db, const FireKey& key, trend::HyperLogLog people) {
  {
    auto query = db.query("SELECT 1 FROM fire_post WHERE post = ?");
    query.bind(bytes_of(key.post));
    if (!query.step()) return;
  }
  {
    auto query = db.query("SELECT authors FROM fire_bin WHERE post = ? AND age = ? AND kind = ?");
    query.bind(bytes_of(key.post), key.age.count(), static_cast<int>(key.kind));
    if (query.step()) people.merge(read_fire_sketch(query.blob(0)));
  }
  const std::string sketch = people.save();
  db.query(
        "INSERT INTO fire_bin (post, age, kind, n, authors) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (post, age, kind) DO UPDATE SET n = excluded.n, authors = excluded.authors")
      .bind(bytes_of(key.post), key.age.count(), static_cast<int>(key.kind), static_cast<std::int64_t>(people.count()),
            std::span{reinterpret_cast<const unsigned char*>(sketch.data()), sketch.size()})
      .run();
}

double* part_of(trend::FireCounts& counts, FireKind kind) {
  switch (kind) {
    case FireKind::Share:
      return &counts.announces;
    case FireKind::Reply:
      return &counts.replies;
    case FireKind::Quote:
      return &counts.quotes;
    case FireKind::Text:
      return &counts.texts;
    case FireKind::InTarget:
      return &counts.in_target;
    case FireKind::Crisis:
      return &counts.crisis;
    case FireKind::Official:
      return &counts.official;
    case FireKind::Copied:
      return &counts.copied;
    case FireKind::Anyone:
      break;
  }
  return nullptr;
}

// One row's kind and number.
void add(FirePeople& people, std::int64_t kind, double n) {
  if (kind < 0 || kind > static_cast<std::int64_t>(FireKind::Copied)) {
    throw store::DamagedError("a kind of reaction cannot be read");
  }
  if (auto* part = part_of(people.counts, static_cast<FireKind>(kind))) {
    *part = n;
  } else {
    people.anyone = static_cast<std::int64_t>(n);
  }
}

FirePeople people_of(store::Connection& db, std::span<const unsigned char> post, std::chrono::minutes age) {
  FirePeople people;
  auto query = db.query("SELECT kind, n FROM fire_bin WHERE post = ? AND age = ?");
  query.bind(post, age.count());
  while (query.step()) add(people, query.integer(0), static_cast<double>(query.integer(1)));
  return people;
}

}  // namespace

void store_fire(store::Transaction& tx, const FireSums& sums, Timestamp now) {
  store::Connection& db = store::connection(tx);
  for (const FirePost& post : sums.posts) store_post(db, post);
  for (const auto& [key, people] : sums.people) store_people(db, key, people);
  for (const Pseudonym& post : sums.removed) {
    db.query("DELETE FROM fire_post WHERE post = ?").bind(bytes_of(post)).run();
  }
  for (const PublicActorId actor : sums.gone) forget_fire_of(tx, actor);
  if (sums.heard_until != Timestamp{}) store_cursor(tx, kFireCursor, 0, std::min(sums.heard_until, now));
}

std::vector<FirePost> burning_posts(store::Snapshot& snapshot, Timestamp now) {
  std::vector<FirePost> posts;
  auto query = store::connection(snapshot).query(
      "SELECT post, public_actor, watches, at, language, countries, judged, level FROM fire_post WHERE at > ?");
  query.bind(now - kFireAges.back());
  while (query.step()) posts.push_back(read_fire_post(query));
  return posts;
}

std::vector<FirePost> unjudged_posts(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<FirePost> posts;
  auto query = store::connection(snapshot).query(
      "SELECT post, public_actor, watches, at, language, countries, judged, level FROM fire_post"
      " WHERE judged < 60 ORDER BY at LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) posts.push_back(read_fire_post(query));
  return posts;
}

std::optional<Timestamp> fire_heard_until(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query("SELECT at FROM source_cursor WHERE source = ?");
  query.bind(kFireCursor);
  if (!query.step()) return std::nullopt;
  return query.time(0);
}

FirePeople fire_people(store::Snapshot& snapshot, const Pseudonym& post, std::chrono::minutes age) {
  return people_of(store::connection(snapshot), bytes_of(post), age);
}

std::vector<trend::FireCounts> fire_history(store::Snapshot& snapshot, const FirePost& post, std::chrono::minutes age) {
  store::Connection& db = store::connection(snapshot);
  std::vector<std::vector<unsigned char>> before;
  {
    auto query = db.query(
        "SELECT post FROM fire_post WHERE public_actor = ? AND at > ? AND at <= ? AND judged >= ? AND post <> ?"
        " ORDER BY at DESC LIMIT ?");
    query.bind(post.actor, post.at - kFireMemory, post.at, age.count(), bytes_of(post.post),
               static_cast<std::int64_t>(kFireCompared));
    while (query.step()) before.push_back(query.blob(0));
  }
  std::vector<trend::FireCounts> history;
  for (const auto& one : before) history.push_back(people_of(db, one, age).counts);
  return history;
}

trend::FireUsual fire_usual(store::Snapshot& snapshot, const FirePost& post, std::chrono::minutes age) {
  store::Connection& db = store::connection(snapshot);
  trend::FireUsual usual;
  {
    auto query = db.query(
        "SELECT count(*) FROM (SELECT 1 FROM fire_post WHERE judged >= ? AND at <= ? AND post <> ?"
        " ORDER BY at DESC LIMIT ?)");
    query.bind(age.count(), post.at, bytes_of(post.post), static_cast<std::int64_t>(kFireUsual));
    if (query.step()) usual.marks = static_cast<std::size_t>(query.integer(0));
  }
  if (usual.marks == 0) return usual;
  FirePeople sums;
  auto query = db.query(
      "SELECT kind, sum(n) FROM fire_bin WHERE age = ? AND post IN"
      " (SELECT post FROM fire_post WHERE judged >= ? AND at <= ? AND post <> ? ORDER BY at DESC LIMIT ?)"
      " GROUP BY kind");
  query.bind(age.count(), age.count(), post.at, bytes_of(post.post), static_cast<std::int64_t>(kFireUsual));
  while (query.step()) {
    add(sums, query.integer(0), static_cast<double>(query.integer(1)) / static_cast<double>(usual.marks));
  }
  usual.mean = sums.counts;
  return usual;
}

void put_fire_judged(store::Transaction& tx, const Pseudonym& post, std::chrono::minutes age, trend::FireLevel level) {
  store::connection(tx)
      .query("UPDATE fire_post SET judged = max(judged, ?), level = max(level, ?) WHERE post = ?")
      .bind(age.count(), static_cast<int>(level), bytes_of(post))
      .run();
}

std::vector<PublicActorId> fire_actors(store::Snapshot& snapshot) {
  std::vector<PublicActorId> actors;
  auto query = store::connection(snapshot).query("SELECT DISTINCT public_actor FROM fire_post");
  while (query.step()) actors.push_back(query.id<PublicActorId>(0));
  return actors;
}

void forget_fire_of(store::Transaction& tx, PublicActorId actor) {
  store::connection(tx).query("DELETE FROM fire_post WHERE public_actor = ?").bind(actor).run();
}

std::int64_t expire_fire(store::Transaction& tx, Timestamp now, std::size_t limit) {
  store::Connection& db = store::connection(tx);
  const auto most = static_cast<std::int64_t>(limit);
  const auto sketches = db.query(
                              "UPDATE fire_bin SET authors = x'' WHERE (post, age, kind) IN"
                              " (SELECT b.post, b.age, b.kind FROM fire_bin b JOIN fire_post p ON p.post = b.post"
                              " WHERE p.at < ? AND length(b.authors) > 0 LIMIT ?)")
                            .bind(now - kFireSketches, most)
                            .run();
  const auto posts =
      db.query("DELETE FROM fire_post WHERE post IN (SELECT post FROM fire_post WHERE at < ? ORDER BY at LIMIT ?)")
          .bind(now - kFireMemory, most)
          .run();
  return sketches + posts;
}

}  // namespace chancery::listen
