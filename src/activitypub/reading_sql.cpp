#include <limits>
#include <stdexcept>
#include <utility>

#include "activitypub/reading.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kSelectReading =
    "SELECT id, uri, author, shared_by, summary, content, language, url, published, updated, received, parts"
    " FROM reading WHERE ";

Reading read_reading(const store::Query& query) {
  auto parts = activity::read_parts(query.text(11));
  if (!parts) throw std::runtime_error("the parts of a post on the reading list cannot be read");
  return {query.integer(0), query.text(1), query.text(2), query.text(3), query.text(4),  query.text(5),
          query.text(6),    query.text(7), query.time(8), query.time(9), query.time(10), std::move(*parts)};
}

std::optional<Reading> find_reading(store::Connection& db, std::int64_t id) {
  auto query = db.query(std::string(kSelectReading) + "id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_reading(query);
}

}  // namespace

bool add_reading(store::Transaction& tx, const Reading& reading) {
  return store::connection(tx)
             .query(
                 "INSERT INTO reading (id, uri, author, shared_by, summary, content, language, url, published, updated,"
                 " received, parts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri, shared_by) DO "
                 "NOTHING")
             .bind(reading.id, reading.uri, reading.author, reading.shared_by, reading.summary, reading.content,
                   reading.language, reading.url, reading.published, reading.updated, reading.received,
                   activity::write_parts(reading.parts))
             .run() > 0;
}

bool change_reading(store::Transaction& tx, const Reading& reading) {
  return store::connection(tx)
             .query(
                 "UPDATE reading SET summary = ?1, content = ?2, language = ?3, updated = ?4, parts = ?7"
                 " WHERE uri = ?5 AND author = ?6 AND shared_by = '' AND updated <= ?4")
             .bind(reading.summary, reading.content, reading.language, reading.updated, reading.uri, reading.author,
                   activity::write_parts(reading.parts))
             .run() > 0;
}

bool remove_reading(store::Transaction& tx, std::string_view uri, std::string_view author) {
  return store::connection(tx).query("DELETE FROM reading WHERE uri = ? AND author = ?").bind(uri, author).run() > 0;
}

bool remove_shared(store::Transaction& tx, std::string_view uri, std::string_view shared_by) {
  return store::connection(tx).query("DELETE FROM reading WHERE uri = ? AND shared_by = ?").bind(uri, shared_by).run() >
         0;
}

void remove_shared(store::Transaction& tx, std::int64_t id, std::string_view shared_by) {
  store::connection(tx).query("DELETE FROM reading WHERE id = ? AND shared_by = ?").bind(id, shared_by).run();
}

std::string author_of_reading(store::Transaction& tx, std::string_view uri) {
  auto query = store::connection(tx).query("SELECT author FROM reading WHERE uri = ? AND shared_by = ''");
  return query.bind(uri).step() ? query.text(0) : std::string();
}

std::size_t forget_readings(store::Transaction& tx, Timestamp before, std::size_t limit) {
  const auto forgotten =
      store::connection(tx)
          .query("DELETE FROM reading WHERE id IN (SELECT id FROM reading WHERE received < ? ORDER BY id LIMIT ?)")
          .bind(before, static_cast<std::int64_t>(limit))
          .run();
  return static_cast<std::size_t>(forgotten);
}

std::vector<Reading> readings(store::Snapshot& snapshot, const ReadingFilter& filter) {
  std::vector<Reading> list;
  auto query = store::connection(snapshot).query(
      std::string(kSelectReading) + "id < ?1 AND (?2 = '' OR author = ?2 OR shared_by = ?2) ORDER BY id DESC LIMIT ?3");
  query.bind(filter.before > 0 ? filter.before : std::numeric_limits<std::int64_t>::max(), filter.by,
             static_cast<std::int64_t>(filter.limit));
  while (query.step()) list.push_back(read_reading(query));
  return list;
}

std::optional<Reading> reading_by_id(store::Snapshot& snapshot, std::int64_t id) {
  return find_reading(store::connection(snapshot), id);
}

std::optional<Reading> reading_by_id(store::Transaction& tx, std::int64_t id) {
  return find_reading(store::connection(tx), id);
}

bool is_conversation_wanted(store::Snapshot& snapshot, std::string_view uri) {
  auto query = store::connection(snapshot).query("SELECT 1 FROM wanted_conversation WHERE uri = ?");
  return query.bind(uri).step();
}

}  // namespace chancery::activitypub
