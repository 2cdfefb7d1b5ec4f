// The rows behind floods. For answer/ alone.
#pragma once

#include <optional>
#include <vector>

#include "answer/floods.hpp"
#include "store/store.hpp"

namespace chancery::answer::rows {

void put_flood(store::Transaction& tx, const Flood& flood);
void put_member(store::Transaction& tx, FloodId flood, const FloodMember& member);
[[nodiscard]] std::optional<FloodMember> member_of_note(store::Transaction& tx, FloodId flood, activity::NoteId note);
// The flood it is in, also where it changed hands since: one at most.
struct Membership {
  FloodId flood;
  FloodMember member;
};
[[nodiscard]] std::optional<Membership> membership(store::Transaction& tx, ConversationId conversation);
[[nodiscard]] bool any_member(store::Transaction& tx, FloodId flood, MemberState state);
// As long as the conversation is in the hands in which it was taken.
[[nodiscard]] bool in_a_flood(store::Transaction& tx, ConversationId conversation, std::int64_t token);

// Open public conversations of a desk with this account since then, newest first: each with her last standing message.
struct Candidate {
  ConversationId conversation;
  activity::NoteId note;
};
[[nodiscard]] std::vector<Candidate> candidates(store::Snapshot& snapshot, DeskId desk, activity::AccountId account,
                                                staff::UserId holder, Timestamp since, std::size_t limit);

}  // namespace chancery::answer::rows
