#include <string>

#include "answer/flood_rows.hpp"
#include "answer/nullable.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

constexpr std::string_view kFlood =
    "SELECT id, desk, root, account, example, made_by, made_at, post, state FROM flood WHERE ";

template <class Known>
Known read_flood_state(std::string_view text, std::initializer_list<Known> all) {
  for (const auto state : all) {
    if (to_string(state) == text) return state;
  }
  return *all.begin();
}

Flood read_flood(const store::Query& row) {
  return {.id = row.id<FloodId>(0),
          .desk = row.id<DeskId>(1),
          .root = row.text(2),
          .account = row.id<activity::AccountId>(3),
          .example = row.id<activity::NoteId>(4),
          .made_by = row.id<staff::UserId>(5),
          .made_at = row.time(6),
          .post = row.integer(7),
          .state = read_flood_state(row.text(8),
                                    {FloodState::Open, FloodState::Sending, FloodState::Sent, FloodState::GivenUp})};
}

FloodMember read_member(const store::Query& row) {
  return {.conversation = row.id<ConversationId>(0),
          .note = row.id<activity::NoteId>(1),
          .token = row.integer(2),
          .similarity = row.real(3),
          .state = read_flood_state(row.text(4),
                                    {MemberState::In, MemberState::LeftOut, MemberState::Sent, MemberState::Gone})};
}

template <class IdType>
std::vector<Flood> floods_where(store::Connection& db, std::string_view condition, IdType id) {
  std::vector<Flood> found;
  auto query = db.query(std::string(kFlood).append(condition));
  query.bind(id);
  while (query.step()) found.push_back(read_flood(query));
  return found;
}

template <class IdType>
std::optional<Flood> one_flood(store::Connection& db, std::string_view condition, IdType id) {
  auto found = floods_where(db, condition, id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<FloodMember> members(store::Connection& db, FloodId id) {
  std::vector<FloodMember> found;
  auto query = db.query(
      "SELECT conversation, note, token, similarity, state FROM flood_member WHERE flood = ?"
      " ORDER BY similarity DESC, conversation");
  query.bind(id);
  while (query.step()) found.push_back(read_member(query));
  return found;
}

}  // namespace

std::optional<Flood> flood_by_id(store::Snapshot& snapshot, FloodId id) {
  return one_flood(store::connection(snapshot), "id = ?", id);
}
std::optional<Flood> flood_by_id(store::Transaction& tx, FloodId id) {
  return one_flood(store::connection(tx), "id = ?", id);
}
std::optional<Flood> flood_of_post(store::Transaction& tx, std::int64_t post) {
  return one_flood(store::connection(tx), "post = ?", post);
}
FloodId flood_with(store::Snapshot& snapshot, const Conversation& conversation) {
  auto query = store::connection(snapshot).query(
      "SELECT flood FROM flood_member WHERE conversation = ? AND token = ? AND state = 'in' LIMIT 1");
  query.bind(conversation.id, conversation.token);
  return query.step() ? query.id<FloodId>(0) : FloodId{};
}
std::vector<FloodMember> members_of(store::Snapshot& snapshot, FloodId id) {
  return members(store::connection(snapshot), id);
}
std::vector<FloodMember> members_of(store::Transaction& tx, FloodId id) {
  return members(store::connection(tx), id);
}
std::vector<Flood> floods_of(store::Snapshot& snapshot, staff::UserId user) {
  return floods_where(store::connection(snapshot), "made_by = ? AND state IN ('open', 'sending') ORDER BY id DESC",
                      user);
}

namespace rows {

void put_flood(store::Transaction& tx, const Flood& flood) {
  store::connection(tx)
      .query(
          "INSERT INTO flood (id, desk, root, account, example, made_by, made_at, post, state) VALUES (?, ?, ?, ?, ?,"
          " ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET post = excluded.post, state = excluded.state")
      .bind(flood.id, flood.desk, flood.root, flood.account, flood.example, flood.made_by, flood.made_at,
            or_null(flood.post), to_string(flood.state))
      .run();
}

void put_member(store::Transaction& tx, FloodId flood, const FloodMember& member) {
  store::connection(tx)
      .query(
          "INSERT INTO flood_member (flood, conversation, note, token, similarity, state) VALUES (?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (flood, conversation) DO UPDATE SET token = excluded.token, note = excluded.note,"
          " state = excluded.state")
      .bind(flood, member.conversation, member.note, member.token, member.similarity, to_string(member.state))
      .run();
}

std::optional<FloodMember> member_of_note(store::Transaction& tx, FloodId flood, activity::NoteId note) {
  auto query = store::connection(tx).query(
      "SELECT conversation, note, token, similarity, state FROM flood_member WHERE flood = ? AND note = ?");
  query.bind(flood, note);
  if (!query.step()) return std::nullopt;
  return read_member(query);
}

std::optional<Membership> membership(store::Transaction& tx, ConversationId conversation) {
  auto query = store::connection(tx).query(
      "SELECT conversation, note, token, similarity, state, flood FROM flood_member WHERE conversation = ? AND"
      " state = 'in'");
  query.bind(conversation);
  if (!query.step()) return std::nullopt;
  return Membership{query.id<FloodId>(5), read_member(query)};
}

bool any_member(store::Transaction& tx, FloodId flood, MemberState state) {
  auto query = store::connection(tx).query("SELECT 1 FROM flood_member WHERE flood = ? AND state = ? LIMIT 1");
  query.bind(flood, to_string(state));
  return query.step();
}

bool in_a_flood(store::Transaction& tx, ConversationId conversation, std::int64_t token) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM flood_member WHERE conversation = ? AND token = ? AND state = 'in' LIMIT 1");
  query.bind(conversation, token);
  return query.step();
}

std::vector<Candidate> candidates(store::Snapshot& snapshot, DeskId desk, activity::AccountId account,
                                  staff::UserId holder, Timestamp since, std::size_t limit) {
  std::vector<Candidate> found;
  auto query = store::connection(snapshot).query(
      "SELECT c.id, (SELECT m.note FROM message m WHERE m.conversation = c.id AND m.direction = 'in'"
      " AND m.state IN ('shown', 'rewritten') ORDER BY m.at DESC, m.id DESC LIMIT 1) FROM desk_conversation c"
      " WHERE c.desk = ? AND c.place <> 'closed' AND c.last_at >= ? AND c.account = ? AND c.private = 0"
      " AND c.drafting IS NULL AND (c.holder IS NULL OR c.holder = ?) ORDER BY c.last_at DESC, c.id DESC LIMIT ?");
  query.bind(desk, since, account, holder, static_cast<std::int64_t>(limit));
  while (query.step()) {
    if (!query.is_null(1)) found.push_back({query.id<ConversationId>(0), query.id<activity::NoteId>(1)});
  }
  return found;
}

}  // namespace rows

}  // namespace chancery::answer
