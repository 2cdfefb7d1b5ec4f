#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>
#include <utility>

#include "answer/note_reader.hpp"
#include "answer/rows.hpp"
#include "answer/search.hpp"
#include "base/spaced.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "text/segment.hpp"

namespace chancery::answer {
namespace {

constexpr std::size_t kRewritten = 200;  // rows of one conversation written anew at once; later ones stay as they were

std::string marks_of(const Conversation& c, std::string_view language, std::string_view kind) {
  std::string tag;
  for (const char letter : language.empty() ? std::string_view("und") : language) {
    if (letter != '-') tag += letter;
  }
  return fmt::format("d{} l{} k{} p{}", c.desk.value, tag, kind, c.is_private ? 1 : 0);
}

void put(store::Transaction& tx, const Conversation& c, std::int64_t row, std::string_view kind, std::string_view words,
         const std::string& marks) {
  auto& db = store::connection(tx);
  const auto added = db.query(
                           "INSERT INTO desk_search_row (id, conversation, kind) VALUES (?, ?, ?) ON CONFLICT (id) DO"
                           " NOTHING")
                         .bind(row, c.id, kind)
                         .run();
  if (added == 0) {
    db.query("UPDATE desk_search_row SET conversation = ? WHERE id = ?").bind(c.id, row).run();
    db.query("DELETE FROM desk_search WHERE rowid = ?").bind(row).run();
  }
  db.query("INSERT INTO desk_search (rowid, words, marks) VALUES (?, ?, ?)").bind(row, words, marks).run();
}

// The words between quotes, in a row of their own each: the engine's operators mean nothing inside.
std::string quoted(std::string_view words) {
  std::string expression;
  for (const auto& word : from_between_spaces(words)) {
    std::string safe;
    for (const char c : word) safe += c == '"' ? std::string("\"\"") : std::string(1, c);
    expression.append(expression.empty() ? "" : " ").append("\"").append(safe).append("\"");
  }
  return expression;
}

std::string expression_of(const Reader& reader, const SearchQuery& query, std::string_view words) {
  std::string expression = fmt::format("words : ({})", quoted(words));
  const auto desks = reader.rights.desks(staff::DeskAction::Read);
  if (desks.empty() || desks.size() > kDesksByMarks) return expression;
  std::string marks;
  for (const auto desk : desks) {
    if (!query.filter.desks.empty() && std::ranges::find(query.filter.desks, desk) == query.filter.desks.end())
      continue;
    marks.append(marks.empty() ? "" : " OR ").append("d" + desk.text());
  }
  return marks.empty() ? expression : fmt::format("{} AND marks : ({})", expression, marks);
}

bool lies_there(const Conversation& c, desk::ViewQuery::List list, staff::UserId reader) {
  using List = desk::ViewQuery::List;
  switch (list) {
    case List::Queue:
      return c.place == desk::Place::Queue;
    case List::Mine:
      return c.holder == reader;
    case List::Held:
      return c.place == desk::Place::Person;
    case List::Open:
      return c.place != desk::Place::Closed;
    case List::Closed:
      return c.place == desk::Place::Closed;
    default:
      return true;
  }
}

bool is_asked_for(const Conversation& c, const SearchQuery& query) {
  const auto& q = query.filter;
  const auto among = [](const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); };
  if (!q.desks.empty() && !among(q.desks, c.desk)) return false;
  if (q.account && c.account != q.account) return false;
  if (q.person && c.person != q.person) return false;
  if (q.holder && c.holder != q.holder) return false;
  if (!q.language.empty() && c.language != q.language) return false;
  if (q.matter && c.matter != *q.matter) return false;
  if (c.urgency < q.urgency) return false;
  if (!q.topic.empty() && !among(c.topics, q.topic)) return false;
  if (!q.country.empty() && !among(c.countries, q.country)) return false;
  if (q.flag && !has(c.flags, *q.flag)) return false;
  if (q.is_private && c.is_private != *q.is_private) return false;
  if (q.has_draft && (c.drafting != 0) != *q.has_draft) return false;
  return !q.breached || c.breached_at;
}

// When the id of a row was made (base/ids.hpp).
Timestamp made_at(std::int64_t id) {
  constexpr std::chrono::sys_days kEpoch{std::chrono::year{2020} / 1 / 1};
  return kEpoch + std::chrono::milliseconds{id >> 22};
}

std::string words_of_row(store::Transaction& tx, text::Segmenter& segmenter, std::int64_t row, bool is_note) {
  if (is_note) {
    auto query = store::connection(tx).query("SELECT words FROM internal_note WHERE id = ?");
    query.bind(row);
    return query.step() ? segmenter.search_words(query.text(0)) : std::string();
  }
  const auto note = store::note_by_id(tx, activity::NoteId{row});
  return note ? segmenter.search_words(plain_of(*note)) : std::string();
}

}  // namespace

void index_message(store::Transaction& tx, const Conversation& c, const Message& message, std::string_view words) {
  put(tx, c, message.note.value, "message", words, marks_of(c, message.language, to_string(message.direction)));
}

void index_note(store::Transaction& tx, const Conversation& c, std::int64_t internal_note, std::string_view words) {
  put(tx, c, internal_note, "note", words, marks_of(c, c.language, "note"));
}

void forget_words(store::Transaction& tx, activity::NoteId note) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM desk_search WHERE rowid = ?").bind(note).run();
  db.query("DELETE FROM desk_search_row WHERE id = ?").bind(note).run();
  db.query("DELETE FROM answered_search WHERE rowid IN (SELECT id FROM answered WHERE id = ? OR answer = ?)")
      .bind(note, note)
      .run();
  db.query("DELETE FROM answered WHERE id = ? OR answer = ?").bind(note, note).run();
}

void mark_anew(store::Transaction& tx, ConversationId id) {
  const auto c = rows::conversation(tx, id);
  if (!c) return;
  struct Row {
    std::int64_t id;
    std::string kind;
  };
  std::vector<Row> found;
  {
    auto query = store::connection(tx).query(
        "SELECT id, kind FROM desk_search_row WHERE conversation = ? ORDER BY id DESC LIMIT ?");
    query.bind(id, static_cast<std::int64_t>(kRewritten));
    while (query.step()) found.push_back({query.integer(0), query.text(1)});
  }
  text::Segmenter segmenter;
  for (const auto& row : found) {
    const bool is_note = row.kind == "note";
    const auto words = words_of_row(tx, segmenter, row.id, is_note);
    const auto message = is_note ? std::nullopt : rows::message_of_note(tx, activity::NoteId{row.id});
    const auto marks =
        message ? marks_of(*c, message->language, to_string(message->direction)) : marks_of(*c, c->language, "note");
    put(tx, *c, row.id, row.kind, words, marks);
  }
}

Result<Hits> search(store::Snapshot& snapshot, const Reader& reader, const SearchQuery& query) {
  text::Segmenter segmenter;
  const auto words = segmenter.search_words(query.words);
  if (words.empty()) return fail(Errc::Invalid, "nothing to search for", "q: write a word to search for");
  Hits found;
  std::set<ConversationId> seen;
  auto rows = store::connection(snapshot).query(
      "SELECT s.rowid, r.conversation, r.kind FROM desk_search s JOIN desk_search_row r ON r.id = s.rowid"
      " WHERE desk_search MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC");
  rows.bind(expression_of(reader, query, words),
            query.before != 0 ? query.before : std::numeric_limits<std::int64_t>::max());
  std::int64_t last = 0;
  for (std::size_t looked = 0; rows.step(); ++looked) {
    if (looked == kCandidates || found.hits.size() == query.limit) {
      found.next = last;
      if (looked == kCandidates) found.searched_back_to = made_at(last);
      return found;
    }
    last = rows.integer(0);
    const auto id = rows.id<ConversationId>(1);
    if (seen.contains(id)) continue;
    auto c = rows::conversation(snapshot, id);
    seen.insert(id);
    if (!c || !lies_there(*c, query.list, reader.user.id) || !is_asked_for(*c, query) ||
        !may_read(snapshot, *c, reader))
      continue;
    Hit hit{.conversation = std::move(*c), .note = {}, .internal_note = 0, .number = last};
    (rows.text(2) == "note" ? hit.internal_note : hit.note.value) = last;
    found.hits.push_back(std::move(hit));
  }
  return found;
}

}  // namespace chancery::answer
