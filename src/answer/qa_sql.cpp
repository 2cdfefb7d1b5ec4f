#include <algorithm>
#include <set>
#include <utility>

#include "answer/qa_rows.hpp"
#include "answer/rows.hpp"
#include "base/spaced.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Connection;
using store::connection;
using store::Query;

template <class State, std::size_t kCount>
State state_of(std::string_view text, const std::array<State, kCount>& states) {
  const auto found = std::ranges::find_if(states, [&](State state) { return to_string(state) == text; });
  return found == states.end() ? states.front() : *found;
}

QaState read_qa_state(std::string_view text) {
  return state_of(text, std::array{QaState::Closed, QaState::Announced, QaState::Open, QaState::CalledOff});
}

QuestionState read_question_state(std::string_view text) {
  return state_of(
      text, std::array{QuestionState::Left, QuestionState::Queued, QuestionState::Taken, QuestionState::Answered});
}

Qa read_qa(const Query& query) {
  Qa qa;
  qa.id = query.id<QaId>(0);
  qa.account = query.id<activity::AccountId>(1);
  qa.desk = query.id<DeskId>(2);
  qa.title = query.text(3);
  qa.languages = from_between_spaces(query.text(4));
  qa.hashtag = query.text(5);
  qa.starts_at = query.time(6);
  qa.ends_at = query.time(7);
  qa.zone = query.text(8);
  qa.announcement = query.id<activity::NoteId>(9);
  qa.state = read_qa_state(query.text(10));
  return qa;
}

std::optional<Qa> find_qa(Connection& db, QaId id) {
  auto query = db.query(
      "SELECT id, account, desk, title, languages, hashtag, starts_at, ends_at, zone, announcement, state FROM qa"
      " WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_qa(query);
}

// What she said that joined it: what came before it in the conversation was dialogue.
std::optional<Timestamp> joined_at(Connection& db, QaId id, ConversationId conversation) {
  auto query = db.query(
      "SELECT m.at FROM conversation_event e JOIN message m ON m.note = e.note WHERE e.conversation = ?"
      " AND e.kind = 'joined_qa' AND e.other = ? ORDER BY e.id LIMIT 1");
  if (!query.bind(conversation, id).step()) return std::nullopt;
  return query.time(0);
}

// Those of a conversation that everybody may read; none where nothing of hers or of ours is left.
QaExchange exchange_of(store::Snapshot& snapshot, const Qa& qa, ConversationId id) {
  QaExchange exchange{id, {}};
  const auto from = joined_at(connection(snapshot), qa.id, id);
  std::set<std::string> shown;
  bool answered = false;
  for (const auto& message : rows::messages(snapshot, id)) {
    if (!message.stands() || (from && message.at < *from)) continue;
    const bool ours = message.direction == Direction::Out;
    if (!ours && qa.over() && message.at > qa.ends_at) continue;
    auto note = store::note_by_id(snapshot, message.note);
    if (!note || note->deleted || !activity::is_public(*note)) continue;
    if (ours && !shown.contains(note->in_reply_to)) continue;
    shown.insert(note->uri);
    answered = answered || ours;
    exchange.parts.push_back({std::move(*note), ours});
  }
  if (!answered) exchange.parts.clear();
  return exchange;
}

}  // namespace

std::optional<Qa> qa_by_id(store::Snapshot& snapshot, QaId id) {
  return find_qa(connection(snapshot), id);
}

std::vector<Qa> qas_of(store::Snapshot& snapshot, std::span<const DeskId> desks, std::size_t limit) {
  std::vector<Qa> found;
  auto query = connection(snapshot).query(
      "SELECT id, account, desk, title, languages, hashtag, starts_at, ends_at, zone, announcement, state FROM qa"
      " ORDER BY starts_at DESC, id DESC");
  while (found.size() < limit && query.step()) {
    if (std::ranges::find(desks, query.id<DeskId>(2)) != desks.end()) found.push_back(read_qa(query));
  }
  return found;
}

std::vector<Question> questions_of(store::Snapshot& snapshot, QaId id, std::size_t limit) {
  std::vector<Question> found;
  auto query = connection(snapshot).query(
      "SELECT conversation, position, state FROM qa_question WHERE qa = ?"
      " ORDER BY state <> 'queued', position, conversation LIMIT ?");
  query.bind(id, static_cast<std::int64_t>(limit));
  while (query.step()) {
    found.push_back({query.id<ConversationId>(0), query.integer(1), read_question_state(query.text(2))});
  }
  return found;
}

QaFigures figures_of(store::Snapshot& snapshot, QaId id) {
  QaFigures figures;
  auto query = connection(snapshot).query("SELECT state, count(*) FROM qa_question WHERE qa = ? GROUP BY state");
  query.bind(id);
  while (query.step()) {
    const auto state = read_question_state(query.text(0));
    const auto count = query.integer(1);
    figures.asked += count;
    if (state == QuestionState::Queued) figures.queued = count;
    if (state == QuestionState::Taken) figures.taken = count;
    if (state == QuestionState::Answered) figures.answered = count;
    if (state == QuestionState::Left) figures.left = count;
  }
  return figures;
}

std::vector<QaExchange> transcript_of(store::Snapshot& snapshot, const Qa& qa, std::size_t limit) {
  std::vector<ConversationId> answered;
  {
    auto query = connection(snapshot).query(
        "SELECT q.conversation FROM qa_question q JOIN desk_conversation c ON c.id = q.conversation"
        " WHERE q.qa = ? AND c.last_out IS NOT NULL AND c.private = 0 ORDER BY q.conversation LIMIT ?");
    query.bind(qa.id, static_cast<std::int64_t>(limit));
    while (query.step()) answered.push_back(query.id<ConversationId>(0));
  }
  std::vector<QaExchange> found;
  for (const auto id : answered) {
    auto exchange = exchange_of(snapshot, qa, id);
    if (!exchange.parts.empty()) found.push_back(std::move(exchange));
  }
  std::ranges::stable_sort(found, {}, [](const QaExchange& one) { return one.parts.front().note.received; });
  return found;
}

namespace rows {

void put_qa(store::Transaction& tx, const Qa& qa) {
  connection(tx)
      .query(
          "INSERT INTO qa (id, account, desk, title, languages, hashtag, starts_at, ends_at, zone, announcement, state)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
          " languages = excluded.languages, hashtag = excluded.hashtag, starts_at = excluded.starts_at,"
          " ends_at = excluded.ends_at, zone = excluded.zone, announcement = excluded.announcement,"
          " state = excluded.state")
      .bind(qa.id, qa.account, qa.desk, qa.title, between_spaces(qa.languages), qa.hashtag, qa.starts_at, qa.ends_at,
            qa.zone, qa.announcement ? std::optional{qa.announcement.value} : std::nullopt, to_string(qa.state))
      .run();
}

std::optional<Qa> qa(store::Transaction& tx, QaId id) {
  return find_qa(connection(tx), id);
}

std::vector<Qa> awaited_qas(store::Transaction& tx) {
  std::vector<Qa> found;
  auto query = connection(tx).query(
      "SELECT id, account, desk, title, languages, hashtag, starts_at, ends_at, zone, announcement, state FROM qa"
      " WHERE state IN ('announced', 'open') ORDER BY state DESC, starts_at, id");
  while (query.step()) found.push_back(read_qa(query));
  return found;
}

bool any_turns(store::Snapshot& snapshot, Timestamp now) {
  auto query = connection(snapshot).query(
      "SELECT 1 FROM qa WHERE (state = 'announced' AND starts_at <= ?1) OR (state = 'open' AND ends_at <= ?1) LIMIT 1");
  return query.bind(now).step();
}

bool any_leftovers(store::Snapshot& snapshot) {
  return connection(snapshot)
      .query(
          "SELECT 1 FROM qa_question q JOIN qa ON qa.id = q.qa WHERE q.state = 'queued'"
          " AND qa.state IN ('closed', 'called_off') LIMIT 1")
      .step();
}

std::vector<std::pair<QaId, ConversationId>> leftovers(store::Transaction& tx, std::size_t limit) {
  std::vector<std::pair<QaId, ConversationId>> found;
  auto query = connection(tx).query(
      "SELECT q.qa, q.conversation FROM qa_question q JOIN qa ON qa.id = q.qa WHERE q.state = 'queued'"
      " AND qa.state IN ('closed', 'called_off') ORDER BY q.qa, q.position LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) found.emplace_back(query.id<QaId>(0), query.id<ConversationId>(1));
  return found;
}

bool insert_question(store::Transaction& tx, QaId qa, ConversationId conversation, QuestionState state) {
  auto query = connection(tx).query(
      "INSERT INTO qa_question (qa, conversation, position, state) VALUES (?1, ?2,"
      " 1 + coalesce((SELECT max(position) FROM qa_question WHERE qa = ?1 AND state = 'queued'), 0), ?3)"
      " ON CONFLICT (qa, conversation) DO NOTHING");
  return query.bind(qa, conversation, to_string(state)).run() > 0;
}

void put_question_state(store::Transaction& tx, QaId qa, ConversationId conversation, QuestionState state) {
  connection(tx)
      .query("UPDATE qa_question SET state = ? WHERE qa = ? AND conversation = ?")
      .bind(to_string(state), qa, conversation)
      .run();
}

std::optional<QuestionState> question_state(store::Transaction& tx, QaId qa, ConversationId conversation) {
  auto query = connection(tx).query("SELECT state FROM qa_question WHERE qa = ? AND conversation = ?");
  if (!query.bind(qa, conversation).step()) return std::nullopt;
  return read_question_state(query.text(0));
}

activity::NoteId joined_with(store::Transaction& tx, QaId id, ConversationId conversation) {
  auto query = connection(tx).query(
      "SELECT note FROM conversation_event WHERE conversation = ? AND kind = 'joined_qa' AND other = ? AND note IS NOT"
      " NULL ORDER BY id LIMIT 1");
  return query.bind(conversation, id).step() ? query.id<activity::NoteId>(0) : activity::NoteId{};
}

void delete_question(store::Transaction& tx, QaId qa, ConversationId conversation) {
  connection(tx).query("DELETE FROM qa_question WHERE qa = ? AND conversation = ?").bind(qa, conversation).run();
}

std::vector<ConversationId> queued_questions(store::Transaction& tx, QaId qa) {
  std::vector<ConversationId> found;
  auto query = connection(tx).query(
      "SELECT conversation FROM qa_question WHERE qa = ? AND state = 'queued' ORDER BY position, conversation");
  query.bind(qa);
  while (query.step()) found.push_back(query.id<ConversationId>(0));
  return found;
}

void put_position(store::Transaction& tx, QaId qa, ConversationId conversation, std::int64_t position) {
  connection(tx)
      .query("UPDATE qa_question SET position = ?1 WHERE qa = ?2 AND conversation = ?3 AND position <> ?1")
      .bind(position, qa, conversation)
      .run();
}

}  // namespace rows
}  // namespace chancery::answer
