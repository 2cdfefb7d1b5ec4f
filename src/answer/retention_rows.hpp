// The rows behind retention and holds. For answer/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "answer/holds.hpp"
#include "answer/retention.hpp"

namespace chancery::answer::rows {

[[nodiscard]] std::optional<RetentionRule> retention_rule(store::Snapshot& snapshot, RetentionClass name);
bool put_days(store::Transaction& tx, RetentionClass name, int days);  // whether that changed anything

// Closed conversations whose last message is older than `before`, in the order of the last she wrote.
struct OldPlace {
  ConversationId id;
  Timestamp last_in;
};
struct OldQuery {
  bool is_private = false;
  Timestamp before;
  OldPlace after;
  std::size_t limit = 0;
};
[[nodiscard]] std::vector<OldPlace> old_conversations(store::Snapshot& snapshot, const OldQuery& query);
// Those of either kind that have internal notes with words.
[[nodiscard]] std::vector<OldPlace> old_notes(store::Snapshot& snapshot, const OldQuery& query);

// Written at `before` at the latest; ascending.
struct OldHandover {
  HandoverId id;
  DeskId desk;
};
[[nodiscard]] std::vector<OldHandover> old_handovers(store::Snapshot& snapshot, Timestamp before, HandoverId after,
                                                     std::size_t limit);
void delete_handover(store::Transaction& tx, HandoverId id);  // and the notices of it

// Of one conversation.
void erase_internal_notes(store::Transaction& tx, ConversationId id);
void erase_reasons(store::Transaction& tx, ConversationId id);  // of its events, and of clearances of its replies
void forget_found(store::Transaction& tx, ConversationId id);   // what search and near answers find of it, and notices
void put_message_erased(store::Transaction& tx, activity::NoteId note);
struct BoundPost {
  std::int64_t post = 0;
  activity::NoteId note;  // once sent
};
[[nodiscard]] std::vector<BoundPost> bound_posts(store::Transaction& tx, ConversationId id);
void give_up_replies(store::Transaction& tx, ConversationId id);
[[nodiscard]] bool has_conversations(store::Transaction& tx, PersonId person);

// Adds to the row of this pass; it is made with the first that counts.
void count_run(store::Transaction& tx, const RetentionRun& more);
void put_looked(store::Transaction& tx, RetentionClass name, Timestamp at, std::int64_t held);

void insert_hold(store::Transaction& tx, const Hold& hold);
void put_lifted(store::Transaction& tx, const Hold& hold);
[[nodiscard]] std::optional<Hold> hold(store::Transaction& tx, std::int64_t id);
// Itself, what it was merged into and what was merged into those.
[[nodiscard]] std::vector<ConversationId> merged_with(store::Transaction& tx, ConversationId id);
// That stands.
[[nodiscard]] std::optional<Hold> standing_hold(store::Transaction& tx, HoldScope scope, std::int64_t subject);
[[nodiscard]] bool hold_stands(store::Transaction& tx, HoldScope scope, std::int64_t subject);

}  // namespace chancery::answer::rows
