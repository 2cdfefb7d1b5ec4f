#include "speak/note_history.hpp"

#include <utility>

#include "speak/post_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak {

using store::connection;

std::vector<NoteVersion> note_history(store::Snapshot& snapshot, activity::NoteId note) {
  std::vector<NoteVersion> versions;
  auto query = connection(snapshot).query(
      "SELECT version, at, content, language, parts FROM note_version WHERE note = ? ORDER BY version");
  query.bind(note);
  while (query.step()) {
    auto parts = activity::read_parts(query.text(4));
    if (!parts) throw store::StorageError("a note's parts cannot be read");
    versions.push_back(
        {static_cast<int>(query.integer(0)), query.time(1), query.text(2), query.text(3), std::move(*parts)});
  }
  return versions;
}

namespace rows {

void put_note_version(store::Transaction& tx, const activity::Note& note, int version, Timestamp at) {
  connection(tx)
      .query("INSERT INTO note_version (note, version, at, content, language, parts) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(note.id, version, at, note.content, note.language, activity::write_parts(note.parts))
      .run();
}

void erase_note_versions(store::Transaction& tx, activity::NoteId note) {
  connection(tx).query("DELETE FROM note_version WHERE note = ?").bind(note).run();
}

}  // namespace rows
}  // namespace chancery::speak
