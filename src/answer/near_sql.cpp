#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "answer/near.hpp"
#include "answer/note_reader.hpp"
#include "answer/rows.hpp"
#include "base/spaced.hpp"
#include "desk/near_answers.hpp"
#include "store/notes.hpp"
#include "store/sql.hpp"
#include "text/segment.hpp"

namespace chancery::answer {
namespace {

constexpr std::int64_t kNearCandidates = 20;

std::string mark_of(std::string_view language) {
  std::string mark = "l";
  for (const char letter : language.empty() ? std::string_view("und") : language) {
    if (letter != '-') mark += letter;
  }
  return mark;
}

std::int64_t documents(store::Snapshot& snapshot, std::string_view word) {
  auto query = store::connection(snapshot).query("SELECT doc FROM answered_words WHERE term = ?");
  query.bind(word);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t count_answered(store::Snapshot& snapshot) {
  auto query = store::connection(snapshot).query("SELECT count(*) FROM answered");
  return query.step() ? query.integer(0) : 0;
}

// Words of a question that is still there, and those of its conversation's topics.
std::optional<desk::QuestionWords> words_of(store::Snapshot& snapshot, text::Segmenter& segmenter,
                                            activity::NoteId question, const std::vector<std::string>& topics) {
  const auto note = store::note_by_id(snapshot, question);
  if (!note || note->deleted) return std::nullopt;
  return desk::QuestionWords{from_between_spaces(segmenter.search_words(plain_of(*note))), topics};
}

std::string expression_of(const std::vector<std::string>& words, std::string_view language) {
  std::string any;
  for (const auto& word : words) {
    std::string safe;
    for (const char c : word) safe += c == '"' ? std::string("\"\"") : std::string(1, c);
    any.append(any.empty() ? "" : " OR ").append("\"").append(safe).append("\"");
  }
  return fmt::format("words : ({}) AND marks : (\"{}\")", any, mark_of(language));
}

std::vector<NearAnswer> candidates(store::Snapshot& snapshot, const std::string& expression) {
  std::vector<NearAnswer> found;
  auto query = store::connection(snapshot).query(
      "SELECT a.conversation, a.id, a.answer, a.language, a.at FROM answered_search s JOIN answered a ON a.id = s.rowid"
      " WHERE answered_search MATCH ? ORDER BY s.rank LIMIT ?");
  query.bind(expression, kNearCandidates);
  while (query.step()) {
    found.push_back({.conversation = query.id<ConversationId>(0),
                     .score = 0,
                     .question = query.id<activity::NoteId>(1),
                     .answer = query.id<activity::NoteId>(2),
                     .language = query.text(3),
                     .at = query.time(4)});
  }
  return found;
}

}  // namespace

void keep_answered(store::Transaction& tx, const Conversation& c, activity::NoteId question, activity::NoteId answer,
                   Timestamp at) {
  const auto note = store::note_by_id(tx, question);
  if (!note || note->deleted || c.is_private) return;
  const auto words = text::Segmenter().search_words(plain_of(*note));
  if (words.empty()) return;
  forget_answered(tx, c.id, question);
  auto& db = store::connection(tx);
  db.query("INSERT INTO answered (id, conversation, answer, language, topics, at) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(question, c.id, answer, c.language, between_spaces(c.topics), at)
      .run();
  db.query("INSERT INTO answered_search (rowid, words, marks) VALUES (?, ?, ?)")
      .bind(question, words, mark_of(c.language))
      .run();
}

void forget_answered(store::Transaction& tx, ConversationId id, activity::NoteId question) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM answered_search WHERE rowid IN (SELECT id FROM answered WHERE conversation = ? OR id = ?)")
      .bind(id, question)
      .run();
  db.query("DELETE FROM answered WHERE conversation = ? OR id = ?").bind(id, question).run();
}

std::vector<NearAnswer> near_answers(store::Snapshot& snapshot, const Conversation& c, Timestamp now) {
  const auto last = rows::last_in(snapshot, c.id);
  text::Segmenter segmenter;
  const auto question = last ? words_of(snapshot, segmenter, last->note, c.topics) : std::nullopt;
  if (!question) return {};
  const auto all = count_answered(snapshot);
  const auto count = [&](std::string_view word) { return documents(snapshot, word); };
  const auto words = desk::asked_for(*question, count, all);
  if (words.empty()) return {};
  std::map<std::int64_t, NearAnswer> known;
  std::vector<desk::AnsweredQuestion> answered;
  for (auto& one : candidates(snapshot, expression_of(words, c.language))) {
    if (one.conversation == c.id) continue;
    const auto other = rows::conversation(snapshot, one.conversation);
    if (!other || other->is_private) continue;
    auto said = words_of(snapshot, segmenter, one.question, other->topics);
    if (!said) continue;
    answered.push_back({one.question.value, std::move(*said), one.at});
    known.emplace(one.question.value, one);
  }
  const auto idf = [&](std::string_view word) {
    return std::log(static_cast<double>(all + 1) / static_cast<double>(std::max<std::int64_t>(1, count(word))));
  };
  std::vector<NearAnswer> found;
  for (const auto& [id, score] : desk::near(*question, answered, idf, now)) {
    auto one = known.at(id);
    one.score = score;
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace chancery::answer
