#include "speak/publish_keys.hpp"
#include "store/sql.hpp"

namespace chancery::speak {

std::optional<activity::NoteId> published_under(store::Transaction& tx, std::string_view author, std::string_view key) {
  auto query = store::connection(tx).query("SELECT note FROM publish_key WHERE author = ? AND key = ?");
  if (!query.bind(author, key).step()) return std::nullopt;
  return query.id<activity::NoteId>(0);
}

void keep_publish_key(store::Transaction& tx, std::string_view author, std::string_view key, activity::NoteId note,
                      Timestamp now, Timestamp oldest) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM publish_key WHERE at < ?").bind(oldest).run();
  db.query("INSERT INTO publish_key (author, key, note, at) VALUES (?, ?, ?, ?)").bind(author, key, note, now).run();
}

}  // namespace chancery::speak
