#include "speak/post_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak::rows {

using store::connection;

void open_copies(store::Transaction& tx, const Post& post) {
  auto& db = connection(tx);
  for (const auto parent : post.body.answers) {
    db.query("INSERT INTO post_copy (post, parent) VALUES (?, ?) ON CONFLICT DO NOTHING").bind(post.id, parent).run();
  }
}

std::vector<activity::NoteId> copies_due(store::Transaction& tx, PostId id, std::size_t limit) {
  std::vector<activity::NoteId> due;
  auto query =
      connection(tx).query("SELECT parent FROM post_copy WHERE post = ? AND note IS NULL ORDER BY parent LIMIT ?");
  query.bind(id, static_cast<std::int64_t>(limit));
  while (query.step()) due.push_back(query.id<activity::NoteId>(0));
  return due;
}

void put_copy(store::Transaction& tx, PostId id, activity::NoteId parent, activity::NoteId note) {
  connection(tx).query("UPDATE post_copy SET note = ? WHERE post = ? AND parent = ?").bind(note, id, parent).run();
}

std::vector<activity::NoteId> copies_sent(store::Transaction& tx, PostId id) {
  std::vector<activity::NoteId> sent;
  auto query = connection(tx).query("SELECT note FROM post_copy WHERE post = ? AND note <> 0 ORDER BY note");
  query.bind(id);
  while (query.step()) sent.push_back(query.id<activity::NoteId>(0));
  return sent;
}

bool any_copy_sent(store::Transaction& tx, PostId id) {
  auto query = connection(tx).query("SELECT 1 FROM post_copy WHERE post = ? AND note <> 0 LIMIT 1");
  return query.bind(id).step();
}

}  // namespace chancery::speak::rows
