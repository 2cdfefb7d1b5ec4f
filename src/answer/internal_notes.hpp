// What colleagues say to each other about a conversation. Nobody outside ever reads it.
//
// Whoever is named may read that one conversation from then on, private or not, and is told.
#pragma once

#include <string>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/placing.hpp"
#include "store/store.hpp"

namespace chancery::answer {

inline constexpr std::size_t kMaxNote = 5'000;  // characters
inline constexpr std::size_t kMaxNamed = 20;    // people

struct NewNote {
  std::int64_t id = 0;
  std::string words;
  std::vector<staff::UserId> mentions;
};
// Work. Fails as placing.hpp says; Invalid where nobody is such a user.
[[nodiscard]] Result<Conversation> add_note(const Step& step, ConversationId id, const NewNote& note);
[[nodiscard]] std::vector<InternalNote> notes_of(store::Snapshot& snapshot, ConversationId id);  // oldest first

}  // namespace chancery::answer
