#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "store/engine.hpp"
#include "store/note_rows.hpp"
#include "store/notes.hpp"
#include "store/strip_note.hpp"

namespace chancery::store {
namespace {

using activity::AccountId;
using activity::ActorId;
using activity::Note;
using activity::NoteId;
using activity::Visibility;

// The table's CHECK lets no other value in.
Visibility read_visibility(std::string_view text) {
  const auto visibility = activity::parse_visibility(text);
  if (!visibility) throw std::runtime_error("a note's visibility cannot be read");
  return *visibility;
}

template <class Tag>
std::optional<std::int64_t> or_null(Id<Tag> id) {
  return id ? std::optional{id.value} : std::nullopt;
}

template <class Value>
std::optional<Note> find_note(Connection& db, std::string_view condition, const Value& value) {
  auto notes = find_notes(db, condition, value);
  if (notes.empty()) return std::nullopt;
  return std::move(notes.front());
}

constexpr std::string_view kNoteById = "id = ?";
constexpr std::string_view kNoteByUri = "uri = ?";

std::int64_t upper_bound(NoteId before) {
  return before ? before.value : std::numeric_limits<std::int64_t>::max();
}

template <class IdType>
std::int64_t count(Connection& db, std::string_view sql, IdType id) {
  auto query = db.query(sql);
  query.bind(id);
  return query.step() ? query.integer(0) : 0;
}

// Strangers' hashtags are not kept.
bool keeps_tags(const Note& note) {
  return note.account && !note.deleted && !note.parts.hashtags.empty();
}

}  // namespace

Note read_note(const Query& query) {
  Note note;
  note.id = query.id<NoteId>(0);
  note.uri = query.text(1);
  note.account = query.id<AccountId>(2);
  note.actor = query.id<ActorId>(3);
  note.attributed_to = query.text(4);
  note.in_reply_to = query.text(5);
  note.in_reply_to_note = query.id<NoteId>(6);
  note.content = query.text(7);
  note.language = query.text(8);
  note.url = query.text(9);
  note.visibility = read_visibility(query.text(10));
  note.published = query.time(11);
  note.updated = query.time(12);
  note.received = query.time(13);
  note.deleted = query.integer(14) != 0;
  auto parts = activity::read_parts(query.text(15));
  if (!parts) throw std::runtime_error("a note's parts cannot be read");
  note.parts = std::move(*parts);
  note.screening = static_cast<activity::Screening>(query.integer(16));  // the table's CHECK lets no other value in
  note.fetched = query.integer(17) != 0;
  return note;
}

void put_tags(Transaction& tx, NoteId id, const std::vector<std::string>& tags) {
  auto& db = tx.connection();
  db.query("DELETE FROM note_tag WHERE note = ?").bind(id).run();
  auto insert = db.query("INSERT INTO note_tag (tag, note) VALUES (?, ?) ON CONFLICT DO NOTHING");
  for (const auto& tag : tags) insert.bind(tag, id).run();
}

Status insert_note(Transaction& tx, const Note& note) {
  const auto inserted =
      tx.connection()
          .query(
              "INSERT INTO note (id, uri, account, actor, attributed_to, in_reply_to, in_reply_to_note, content,"
              " language, url, visibility, published, updated, received, deleted, parts, screening, fetched)"
              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO NOTHING")
          .bind(note.id, note.uri, or_null(note.account), or_null(note.actor), note.attributed_to, note.in_reply_to,
                or_null(note.in_reply_to_note), note.content, note.language, note.url,
                activity::to_string(note.visibility), note.published, note.updated, note.received, note.deleted,
                activity::write_parts(note.parts), static_cast<std::int64_t>(note.screening), note.fetched)
          .run();
  if (inserted == 0) return fail(Errc::Conflict, "a note with this uri is stored already");
  if (keeps_tags(note)) put_tags(tx, note.id, note.parts.hashtags);
  return {};
}

void bury_note(Transaction& tx, NoteId id, Timestamp since) {
  activity::NoteParts left;
  const auto note = note_by_id(tx, id);
  if (note && note->parts.question) left.question.emplace();  // what it was
  // That it was quiet stays: its removal is told to no more people than it was.
  if (note) left.quiet = note->parts.quiet;
  left.removed = note && note->deleted ? note->parts.removed : since;
  tx.connection()
      .query("UPDATE note SET content = '', parts = ?, deleted = 1 WHERE id = ?")
      .bind(activity::write_parts(left), id)
      .run();
  put_tags(tx, id, {});
}

void strip_note(Transaction& tx, NoteId id) {
  bury_note(tx, id);
  tx.connection()
      .query(
          "UPDATE note SET in_reply_to = '', actor = NULL, attributed_to = CASE WHEN account IS NULL THEN '' ELSE"
          " attributed_to END, url = CASE WHEN account IS NULL THEN '' ELSE url END, uri = CASE WHEN account IS NULL"
          " THEN 'stripped:' || id ELSE uri END WHERE id = ?")
      .bind(id)
      .run();
}

void rewrite_note(Transaction& tx, NoteId id, const NoteChange& change) {
  auto query = tx.connection().query(
      "UPDATE note SET content = ?, language = ?, visibility = ?, updated = ?, parts = ? WHERE id = ? AND deleted = 0"
      " RETURNING account");
  query.bind(change.content, change.language, activity::to_string(change.visibility), change.updated,
             activity::write_parts(change.parts), id);
  if (query.step() && !query.is_null(0)) put_tags(tx, id, change.parts.hashtags);
}

void put_thread(Transaction& tx, std::span<const NoteId> parts) {
  if (parts.empty()) return;
  auto query = tx.connection().query("UPDATE note SET thread = nullif(?, id) WHERE id = ?");
  for (const auto part : parts) query.bind(parts.front(), part).run();
}

std::int64_t thread_size(Snapshot& snapshot, NoteId note) {
  return 1 + count(snapshot.connection(), "SELECT count(*) FROM note WHERE thread = ? AND deleted = 0", note);
}

void receive_note(Transaction& tx, NoteId id, NoteId in_reply_to) {
  tx.connection()
      .query("UPDATE note SET fetched = 0, in_reply_to_note = ? WHERE id = ?")
      .bind(or_null(in_reply_to), id)
      .run();
}

void erase_note(Transaction& tx, NoteId id) {
  tx.connection().query("DELETE FROM note WHERE id = ? AND fetched = 1").bind(id).run();
}

void put_note_parts(Transaction& tx, NoteId id, const activity::NoteParts& parts) {
  tx.connection()
      .query("UPDATE note SET parts = ? WHERE id = ? AND deleted = 0")
      .bind(activity::write_parts(parts), id)
      .run();
}

std::vector<NoteId> erase_notes_by(Transaction& tx, ActorId actor) {
  tx.connection()
      .query("UPDATE note SET in_reply_to_note = NULL WHERE in_reply_to_note IN (SELECT id FROM note WHERE actor = ?)")
      .bind(actor)
      .run();
  std::vector<NoteId> erased;
  auto query = tx.connection().query("DELETE FROM note WHERE actor = ? RETURNING id");
  query.bind(actor);
  while (query.step()) erased.push_back(query.id<NoteId>(0));
  std::ranges::sort(erased);
  return erased;
}

std::optional<Note> note_by_id(Snapshot& snapshot, NoteId id) {
  return find_note(snapshot.connection(), kNoteById, id);
}

std::optional<Note> note_by_id(Transaction& tx, NoteId id) {
  return find_note(tx.connection(), kNoteById, id);
}

std::optional<Note> note_by_uri(Snapshot& snapshot, std::string_view uri) {
  return find_note(snapshot.connection(), kNoteByUri, uri);
}

std::optional<Note> note_by_uri(Transaction& tx, std::string_view uri) {
  return find_note(tx.connection(), kNoteByUri, uri);
}

std::vector<Note> notes_of(Snapshot& snapshot, AccountId account, NoteId before, std::size_t limit) {
  return find_notes(snapshot.connection(), "account = ? AND id < ? AND deleted = 0 ORDER BY id DESC LIMIT ?", account,
                    upper_bound(before), static_cast<std::int64_t>(limit));
}

std::vector<Note> replies_to(Snapshot& snapshot, NoteId note, bool only_public, std::size_t limit, NoteId after) {
  return find_notes(snapshot.connection(),
                    "in_reply_to_note = ? AND id > ? AND deleted = 0 AND (NOT ? OR (visibility IN ('public', "
                    "'unlisted') AND screening IN (0, 3)))"
                    " ORDER BY id LIMIT ?",
                    note, after, only_public, static_cast<std::int64_t>(limit));
}

std::vector<NoteName> names_of_replies(Snapshot& snapshot, NoteId note, bool only_public, std::size_t limit,
                                       NoteId after) {
  std::vector<NoteName> names;
  auto query = snapshot.connection().query(
      "SELECT id, uri FROM note WHERE in_reply_to_note = ? AND id > ? AND deleted = 0"
      " AND (NOT ? OR (visibility IN ('public', 'unlisted') AND screening IN (0, 3))) ORDER BY id LIMIT ?");
  query.bind(note, after, only_public, static_cast<std::int64_t>(limit));
  while (query.step()) names.push_back({query.id<NoteId>(0), query.text(1)});
  return names;
}

std::int64_t reply_count(Snapshot& snapshot, NoteId note, bool only_public) {
  auto query = snapshot.connection().query(
      "SELECT count(*) FROM note WHERE in_reply_to_note = ? AND deleted = 0"
      " AND (NOT ? OR (visibility IN ('public', 'unlisted') AND screening IN (0, 3)))");
  query.bind(note, only_public);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t answer_count(Snapshot& snapshot, NoteId note, bool only_public) {
  auto query = snapshot.connection().query(
      "SELECT count(*) FROM note WHERE in_reply_to_note IN (SELECT ? UNION ALL SELECT id FROM note WHERE thread = ?)"
      " AND deleted = 0 AND thread IS NULL"
      " AND (NOT ? OR (visibility IN ('public', 'unlisted') AND screening IN (0, 3)))");
  query.bind(note, note, only_public);
  return query.step() ? query.integer(0) : 0;
}

std::vector<Note> received_notes(Snapshot& snapshot, NoteId before, std::size_t limit) {
  return find_notes(snapshot.connection(),
                    "actor IS NOT NULL AND fetched = 0 AND id < ? AND deleted = 0 ORDER BY id DESC LIMIT ?",
                    upper_bound(before), static_cast<std::int64_t>(limit));
}

void screen_note(Transaction& tx, NoteId id, activity::Screening screening) {
  tx.connection()
      .query("UPDATE note SET screening = ? WHERE id = ? AND actor IS NOT NULL")
      .bind(static_cast<std::int64_t>(screening), id)
      .run();
}

std::int64_t screen_notes_by(Transaction& tx, ActorId actor, activity::Screening from, activity::Screening to) {
  return tx.connection()
      .query("UPDATE note SET screening = ? WHERE actor = ? AND screening = ?")
      .bind(static_cast<std::int64_t>(to), actor, static_cast<std::int64_t>(from))
      .run();
}

std::vector<Note> notes_screened(Snapshot& snapshot, activity::Screening screening, NoteId before, std::size_t limit) {
  return find_notes(snapshot.connection(),
                    "screening = ? AND screening <> 0 AND id < ? AND deleted = 0 ORDER BY id DESC LIMIT ?",
                    static_cast<std::int64_t>(screening), upper_bound(before), static_cast<std::int64_t>(limit));
}

NoteCounts note_counts(Snapshot& snapshot, AccountId account) {
  Connection& db = snapshot.connection();
  return {count(db, "SELECT count(*) FROM note WHERE account = ? AND deleted = 0 AND thread IS NULL", account),
          count(db,
                "SELECT count(*) FROM note AS reply JOIN note ON note.id = reply.in_reply_to_note"
                " WHERE note.account = ? AND note.deleted = 0 AND reply.deleted = 0 AND reply.thread IS NULL",
                account)};
}

}  // namespace chancery::store
