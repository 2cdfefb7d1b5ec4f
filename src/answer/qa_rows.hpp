// The rows behind Q&A sessions. For answer/ alone.
#pragma once

#include <optional>
#include <vector>

#include "answer/qa.hpp"
#include "desk/event.hpp"

namespace chancery::answer::rows {

void put_qa(store::Transaction& tx, const Qa& qa);
[[nodiscard]] std::optional<Qa> qa(store::Transaction& tx, QaId id);
[[nodiscard]] std::vector<Qa> awaited_qas(store::Transaction& tx);  // announced or open, the open ones first
[[nodiscard]] bool any_turns(store::Snapshot& snapshot, Timestamp now);
// Of sessions that are over: what still waits.
[[nodiscard]] bool any_leftovers(store::Snapshot& snapshot);
[[nodiscard]] std::vector<std::pair<QaId, ConversationId>> leftovers(store::Transaction& tx, std::size_t limit);

// False: it is one already.
bool insert_question(store::Transaction& tx, QaId qa, ConversationId conversation, QuestionState state);
void put_question_state(store::Transaction& tx, QaId qa, ConversationId conversation, QuestionState state);
[[nodiscard]] std::optional<QuestionState> question_state(store::Transaction& tx, QaId qa, ConversationId conversation);
// The message with which it joined; none where that is not known.
[[nodiscard]] activity::NoteId joined_with(store::Transaction& tx, QaId id, ConversationId conversation);
void delete_question(store::Transaction& tx, QaId qa, ConversationId conversation);
[[nodiscard]] std::vector<ConversationId> queued_questions(store::Transaction& tx, QaId qa);  // in their order
void put_position(store::Transaction& tx, QaId qa, ConversationId conversation, std::int64_t position);

// What an event of a conversation makes of the question it is. `after`: its row as the event left it.
void follow_question(store::Transaction& tx, const Conversation& after, const desk::Event& event);

}  // namespace chancery::answer::rows
