// Questions that were answered in public, and are like this one: how a colleague put it.
#pragma once

#include <string>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// Keeps a question with its answer, to be found again. Both were said to everybody.
void keep_answered(store::Transaction& tx, const Conversation& conversation, activity::NoteId question,
                   activity::NoteId answer, Timestamp at);

// What is kept of a conversation, and of this question: it is said to few now, or gone.
void forget_answered(store::Transaction& tx, ConversationId conversation, activity::NoteId question = {});

struct NearAnswer {
  ConversationId conversation;
  double score = 0;
  activity::NoteId question;
  activity::NoteId answer;
  std::string language;
  Timestamp at;
};
// Nearest first, at most five, of the same language. Some milliseconds: only rare words are asked for.
[[nodiscard]] std::vector<NearAnswer> near_answers(store::Snapshot& snapshot, const Conversation& conversation,
                                                   Timestamp now);

}  // namespace chancery::answer
