#include "store/public_notes.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "store/note_rows.hpp"

namespace chancery::store {
namespace {

using activity::Note;
using activity::NoteId;

std::int64_t upper(NoteId before) {
  return before ? before.value : std::numeric_limits<std::int64_t>::max();
}

std::vector<Note> reversed(std::vector<Note> notes) {
  std::ranges::reverse(notes);
  return notes;
}

}  // namespace

std::vector<Note> public_notes_of(Snapshot& snapshot, activity::AccountId account, const NoteRange& range) {
  auto& db = connection(snapshot);
  const auto limit = static_cast<std::int64_t>(range.limit);
  if (range.after) {
    return reversed(find_notes(db,
                               "account = ? AND id > ? AND deleted = 0 AND visibility IN ('public', 'unlisted')"
                               " AND (? OR thread IS NULL) ORDER BY id LIMIT ?",
                               account, range.after, range.every_part, limit));
  }
  return find_notes(db,
                    "account = ? AND id < ? AND deleted = 0 AND visibility IN ('public', 'unlisted')"
                    " AND (? OR thread IS NULL) ORDER BY id DESC LIMIT ?",
                    account, upper(range.before), range.every_part, limit);
}

std::int64_t public_note_count(Snapshot& snapshot, activity::AccountId account) {
  auto query = connection(snapshot).query(
      "SELECT count(*) FROM note WHERE account = ? AND deleted = 0 AND visibility IN ('public', 'unlisted')");
  return query.bind(account).step() ? query.integer(0) : 0;
}

std::vector<Note> public_notes(Snapshot& snapshot, const NoteRange& range) {
  auto& db = connection(snapshot);
  const auto limit = static_cast<std::int64_t>(range.limit);
  if (range.after) {
    return reversed(find_notes(db,
                               "account IS NOT NULL AND id > ? AND deleted = 0 AND visibility = 'public'"
                               " AND (? OR thread IS NULL) ORDER BY id LIMIT ?",
                               range.after, range.every_part, limit));
  }
  return find_notes(db,
                    "account IS NOT NULL AND id < ? AND deleted = 0 AND visibility = 'public'"
                    " AND (? OR thread IS NULL) ORDER BY id DESC LIMIT ?",
                    upper(range.before), range.every_part, limit);
}

std::vector<Note> public_notes_tagged(Snapshot& snapshot, const std::vector<std::string>& tags,
                                      const NoteRange& range) {
  auto& db = connection(snapshot);
  const auto limit = static_cast<std::int64_t>(range.limit);
  std::set<Note, decltype([](const Note& a, const Note& b) { return a.id > b.id; })> found;
  for (const auto& tag : tags) {
    auto notes = range.after ? find_notes(db,
                                          "id IN (SELECT coalesce(said.thread, said.id) FROM note_tag JOIN note AS "
                                          "said ON said.id = note_tag.note"
                                          " WHERE tag = ?) AND id > ? AND deleted = 0 AND visibility = 'public'"
                                          " ORDER BY id LIMIT ?",
                                          tag, range.after, limit)
                             : find_notes(db,
                                          "id IN (SELECT coalesce(said.thread, said.id) FROM note_tag JOIN note AS "
                                          "said ON said.id = note_tag.note"
                                          " WHERE tag = ?) AND id < ? AND deleted = 0 AND visibility = 'public'"
                                          " ORDER BY id DESC LIMIT ?",
                                          tag, upper(range.before), limit);
    for (auto& note : notes) found.insert(std::move(note));
  }
  std::vector<Note> notes(found.begin(), found.end());
  if (notes.size() <= range.limit) return notes;
  const auto extra = static_cast<std::ptrdiff_t>(notes.size() - range.limit);
  if (range.after) {
    notes.erase(notes.begin(), notes.begin() + extra);
  } else {
    notes.resize(range.limit);
  }
  return notes;
}

std::vector<std::string> all_tags(Snapshot& snapshot, std::size_t limit) {
  // From one tag to the next by the index: a plain DISTINCT reads every row.
  auto query = connection(snapshot).query(
      "WITH RECURSIVE each (tag) AS (SELECT min(tag) FROM note_tag UNION ALL"
      " SELECT (SELECT min(tag) FROM note_tag WHERE tag > each.tag) FROM each WHERE each.tag IS NOT NULL)"
      " SELECT tag FROM each WHERE tag IS NOT NULL LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<std::string> tags;
  while (query.step()) tags.push_back(query.text(0));
  return tags;
}

std::vector<Answer> answers_below(Snapshot& snapshot, std::string_view uri, std::size_t limit) {
  // UNION, not UNION ALL: two notes that claim to answer each other end here.
  auto query = connection(snapshot).query(
      "WITH RECURSIVE below (id, uri, in_reply_to, at, readable, deleted) AS ("
      " SELECT id, uri, in_reply_to, CASE WHEN actor IS NULL OR fetched = 1 THEN published ELSE received END,"
      " deleted = 0 AND visibility IN ('public', 'unlisted') AND screening IN (0, 3), deleted FROM note"
      " WHERE in_reply_to = ? AND in_reply_to <> ''"
      " UNION SELECT note.id, note.uri, note.in_reply_to,"
      " CASE WHEN note.actor IS NULL OR note.fetched = 1 THEN note.published ELSE note.received END,"
      " note.deleted = 0 AND note.visibility IN ('public', 'unlisted') AND note.screening IN (0, 3), note.deleted"
      " FROM below JOIN note ON note.in_reply_to = below.uri AND note.in_reply_to <> '')"
      " SELECT id, uri, in_reply_to, at, readable, deleted FROM below LIMIT ?");
  query.bind(uri, static_cast<std::int64_t>(limit));
  std::vector<Answer> answers;
  while (query.step()) {
    answers.push_back({query.id<NoteId>(0), query.text(1), query.text(2), query.time(3), query.integer(4) != 0,
                       query.integer(5) != 0});
  }
  return answers;
}

}  // namespace chancery::store
