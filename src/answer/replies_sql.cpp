#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/nullable.hpp"
#include "answer/placing.hpp"
#include "answer/replies.hpp"
#include "answer/rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

ReplyKind read_reply_kind(std::string_view text) {
  if (text == "handover") return ReplyKind::Handover;
  return text == "door" ? ReplyKind::Door : ReplyKind::Reply;
}

ReplyState read_reply_state(std::string_view text) {
  if (text == "sent") return ReplyState::Sent;
  return text == "given_up" ? ReplyState::GivenUp : ReplyState::Open;
}

template <class IdType>
std::optional<Reply> find_reply(store::Connection& db, std::string_view condition, IdType id) {
  auto query = db.query(std::string("SELECT post, conversation, token, parent, bound_at, kind, keep_open, line,"
                                    " line_version, state, waits, note, line_language FROM reply WHERE ")
                            .append(condition));
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return Reply{.post = query.integer(0),
               .conversation = query.id<ConversationId>(1),
               .token = query.integer(2),
               .parent = query.id<activity::NoteId>(3),
               .bound_at = query.time(4),
               .kind = read_reply_kind(query.text(5)),
               .keep_open = query.integer(6) != 0,
               .line = query.integer(7),
               .line_language = query.text(12),
               .line_version = static_cast<int>(query.integer(8)),
               .state = read_reply_state(query.text(9)),
               .waits = query.integer(10) != 0,
               .note = query.id<activity::NoteId>(11)};
}

constexpr std::string_view kByPost = "post = ?";
constexpr std::string_view kOpen = "conversation = ? AND state = 'open' AND kind = 'reply'";

// One of whoever had it before waits for nothing: it goes back when its time comes.
bool waits_in(store::Connection& db, ConversationId id) {
  auto query = db.query(
      "SELECT 1 FROM reply r JOIN desk_conversation c ON c.id = r.conversation AND c.token = r.token"
      " WHERE r.conversation = ? AND r.state = 'open' AND r.waits = 1 LIMIT 1");
  query.bind(id);
  return query.step();
}

std::vector<std::int64_t> neutral_in(store::Connection& db, ConversationId id) {
  std::vector<std::int64_t> found;
  auto query = db.query(
      "SELECT r.post FROM reply r JOIN desk_conversation c ON c.id = r.conversation AND c.token = r.token"
      " WHERE r.conversation = ? AND r.state = 'open' AND r.kind <> 'reply' ORDER BY r.post");
  query.bind(id);
  while (query.step()) found.push_back(query.integer(0));
  return found;
}

}  // namespace

bool waits(store::Transaction& tx, ConversationId id) {
  return waits_in(store::connection(tx), id);
}
bool waits(store::Snapshot& snapshot, ConversationId id) {
  return waits_in(store::connection(snapshot), id);
}

std::vector<std::int64_t> private_matter(store::Transaction& tx, ConversationId id) {
  return neutral_in(store::connection(tx), id);
}
std::vector<std::int64_t> private_matter(store::Snapshot& snapshot, ConversationId id) {
  return neutral_in(store::connection(snapshot), id);
}

std::vector<std::int64_t> waiting_posts(store::Transaction& tx) {
  std::vector<std::int64_t> found;
  auto query = store::connection(tx).query("SELECT post FROM reply WHERE state = 'open' AND waits = 1 ORDER BY post");
  while (query.step()) found.push_back(query.integer(0));
  return found;
}

namespace rows {

std::optional<Reply> reply(store::Transaction& tx, std::int64_t post) {
  return find_reply(store::connection(tx), kByPost, post);
}
std::optional<Reply> reply(store::Snapshot& snapshot, std::int64_t post) {
  return find_reply(store::connection(snapshot), kByPost, post);
}
std::optional<Reply> open_reply(store::Transaction& tx, ConversationId id) {
  return find_reply(store::connection(tx), kOpen, id);
}
std::optional<Reply> open_reply(store::Snapshot& snapshot, ConversationId id) {
  return find_reply(store::connection(snapshot), kOpen, id);
}

void put_reply(store::Transaction& tx, const Reply& r) {
  store::connection(tx)
      .query(
          "INSERT INTO reply (post, conversation, token, parent, bound_at, kind, keep_open, line, line_version, state,"
          " waits, note, line_language) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (post) DO UPDATE SET"
          " token = excluded.token, parent = excluded.parent, bound_at = excluded.bound_at,"
          " keep_open = excluded.keep_open, line = excluded.line, line_version = excluded.line_version,"
          " line_language = excluded.line_language, state = excluded.state, waits = excluded.waits, note = "
          "excluded.note")
      .bind(r.post, r.conversation, r.token, r.parent, r.bound_at, to_string(r.kind), r.keep_open, or_null(r.line),
            or_null(r.line_version), to_string(r.state), r.waits, or_null(r.note.value),
            r.line != 0 ? std::optional{r.line_language} : std::nullopt)
      .run();
}

bool half_given_up(store::Transaction& tx, const Reply& reply) {
  if (reply.kind == ReplyKind::Reply) return false;
  auto query = store::connection(tx).query(
      "SELECT 1 FROM reply WHERE conversation = ? AND bound_at = ? AND kind <> 'reply' AND post <> ?"
      " AND state = 'given_up' LIMIT 1");
  query.bind(reply.conversation, reply.bound_at, reply.post);
  return query.step();
}

}  // namespace rows

}  // namespace chancery::answer
