#include <utility>

#include "answer/rows.hpp"
#include "base/spaced.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

using store::Connection;
using store::Query;

constexpr std::string_view kMessagesOf = "conversation = ? ORDER BY at, id";
constexpr std::string_view kMessage =
    "SELECT note, conversation, direction, how, at, uri, language, topics, countries, urgency, words, state FROM "
    "message"
    " WHERE ";

Message read_message(const Query& row) {
  return {.note = row.id<activity::NoteId>(0),
          .conversation = row.id<ConversationId>(1),
          .direction = read_direction(row.text(2)),
          .how = read_how(row.text(3)),
          .at = row.time(4),
          .uri = row.text(5),
          .language = row.text(6),
          .topics = from_between_spaces(row.text(7)),
          .countries = from_between_spaces(row.text(8)),
          .urgency = static_cast<int>(row.integer(9)),
          .words = row.integer(10),
          .state = read_message_state(row.text(11))};
}

template <class Value>
std::vector<Message> find_messages(Connection& db, std::string_view condition, const Value& value) {
  std::vector<Message> found;
  auto query = db.query(std::string(kMessage).append(condition));
  query.bind(value);
  while (query.step()) found.push_back(read_message(query));
  return found;
}

template <class Found>
std::optional<Found> only(std::vector<Found> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

void insert_message(store::Transaction& tx, const Message& m) {
  store::connection(tx)
      .query(
          "INSERT INTO message (id, conversation, note, direction, how, at, uri, language, topics, countries, urgency,"
          " words, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(m.note, m.conversation, m.note, to_string(m.direction), to_string(m.how), m.at, m.uri, m.language,
            between_spaces(m.topics), between_spaces(m.countries), m.urgency, m.words, to_string(m.state))
      .run();
}

void put_message_state(store::Transaction& tx, activity::NoteId note, MessageState state) {
  store::connection(tx).query("UPDATE message SET state = ? WHERE note = ?").bind(to_string(state), note).run();
}

void put_message_facets(store::Transaction& tx, const Message& m) {
  store::connection(tx)
      .query("UPDATE message SET language = ?, topics = ?, countries = ?, urgency = ?, words = ? WHERE note = ?")
      .bind(m.language, between_spaces(m.topics), between_spaces(m.countries), m.urgency, m.words, m.note)
      .run();
}

void move_messages(store::Transaction& tx, ConversationId from, ConversationId to) {
  store::connection(tx).query("UPDATE message SET conversation = ? WHERE conversation = ?").bind(to, from).run();
  store::connection(tx)
      .query("UPDATE desk_search_row SET conversation = ? WHERE conversation = ?")
      .bind(to, from)
      .run();
}

std::optional<Message> message_of_note(store::Transaction& tx, activity::NoteId note) {
  return only(find_messages(store::connection(tx), "note = ?", note));
}
std::optional<Message> message_of_note(store::Snapshot& snapshot, activity::NoteId note) {
  return only(find_messages(store::connection(snapshot), "note = ?", note));
}
std::optional<Message> message_by_uri(store::Transaction& tx, std::string_view uri) {
  return only(find_messages(store::connection(tx), "uri = ? ORDER BY id LIMIT 1", uri));
}
std::vector<Message> messages(store::Transaction& tx, ConversationId id) {
  return find_messages(store::connection(tx), kMessagesOf, id);
}
std::vector<Message> messages(store::Snapshot& snapshot, ConversationId id) {
  return find_messages(store::connection(snapshot), kMessagesOf, id);
}
std::optional<Message> last_in(store::Snapshot& snapshot, ConversationId id) {
  return only(find_messages(store::connection(snapshot),
                            "conversation = ? AND direction = 'in' AND state IN ('shown', 'rewritten')"
                            " ORDER BY at DESC, id DESC LIMIT 1",
                            id));
}

bool any_in_stands(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM message WHERE conversation = ? AND direction = 'in' AND state IN ('shown', 'rewritten') LIMIT 1");
  query.bind(id);
  return query.step();
}

bool any_out_stands(store::Transaction& tx, ConversationId id) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM message WHERE conversation = ? AND direction = 'out' AND state IN ('shown', 'rewritten') LIMIT 1");
  query.bind(id);
  return query.step();
}

}  // namespace chancery::answer::rows
