// How a note's row is read. For store/ alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "store/engine.hpp"

namespace chancery::store {

// The columns read_note() expects, and the table they are of.
inline constexpr const char* kSelectNote =
    "SELECT id, uri, account, actor, attributed_to, in_reply_to, in_reply_to_note, content, language, url, visibility,"
    " published, updated, received, deleted, parts, screening, fetched FROM note WHERE ";
[[nodiscard]] activity::Note read_note(const Query& query);

// The notes of kSelectNote with a condition; both must be literals.
template <class... Values>
std::vector<activity::Note> find_notes(Connection& db, std::string_view condition, const Values&... values) {
  std::vector<activity::Note> notes;
  auto query = db.query(std::string(kSelectNote).append(condition));
  query.bind(values...);
  while (query.step()) notes.push_back(read_note(query));
  return notes;
}

// Writes under which hashtags a note of ours stands; a stranger's and a deleted one stand under none.
void put_tags(Transaction& tx, activity::NoteId id, const std::vector<std::string>& tags);

}  // namespace chancery::store
