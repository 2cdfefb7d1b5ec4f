// The rows behind conversations. For activitypub/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/conversation.hpp"

namespace chancery::activitypub::rows {

enum class ItemKind { Note, Collection };
enum class ItemState { Named, Kept, Refused };

struct Conversation {
  ConversationId id;
  std::optional<Timestamp> next_at;
  std::int64_t step = 0;
  std::int64_t round = 0;
  Timestamp begun_at;
  bool under_way = false;
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  std::int64_t found = 0;
  bool cut = false;
};

struct Item {
  std::int64_t id = 0;
  ConversationId conversation;
  std::string uri;
  ItemKind kind = ItemKind::Note;
  std::string host;  // as in a URL, with a port that is not the usual one
  ItemState state = ItemState::Named;
  std::int64_t depth = 0;
  std::int64_t attempts = 0;
};

[[nodiscard]] ConversationId make_conversation(store::Transaction& tx, IdSource& ids);
[[nodiscard]] std::optional<Conversation> conversation(store::Transaction& tx, ConversationId id);
void put_conversation(store::Transaction& tx, const Conversation& conversation);
// Its next round is the first since something came, and begins at `soonest`, or `between` after the last one began
// where that is later. One that begins earlier anyway stays.
void touch(store::Transaction& tx, ConversationId id, Timestamp soonest, std::chrono::microseconds between);
void remove_conversation(store::Transaction& tx, ConversationId id);
// The second becomes part of the first.
void join(store::Transaction& tx, ConversationId into, ConversationId from);

// Where the note of this address is kept.
[[nodiscard]] std::optional<ConversationId> conversation_of(store::Transaction& tx, std::string_view uri);
[[nodiscard]] std::optional<ConversationId> conversation_of(store::Snapshot& snapshot, std::string_view uri);
// Those of kept notes that answer this address.
[[nodiscard]] std::vector<ConversationId> conversations_answering(store::Transaction& tx, std::string_view uri);
[[nodiscard]] bool is_answered_in(store::Snapshot& snapshot, ConversationId id, std::string_view uri);

[[nodiscard]] std::optional<Item> item(store::Transaction& tx, ConversationId id, std::string_view uri);
// The note is stored, and part of it. `host` is empty for one of ours.
void keep_item(store::Transaction& tx, ConversationId id, std::string_view uri, std::string_view host, Timestamp seen);
// To be asked for in the round under way, unless it was, or is not to be asked for yet.
struct Naming {
  std::string_view uri;
  ItemKind kind = ItemKind::Note;
  std::string_view host;
  std::int64_t depth = 0;
};
// `due` none: in the next round.
void name_item(store::Transaction& tx, const Conversation& conversation, const Naming& naming,
               std::optional<Timestamp> due);
// How many addresses are said to belong to it and are not kept.
[[nodiscard]] std::int64_t count_named(store::Transaction& tx, ConversationId id);
// It was asked for.
void settle_item(store::Transaction& tx, std::int64_t item, ItemState state, Timestamp retry_at);
void retry_item(store::Transaction& tx, std::int64_t item, std::optional<Timestamp> due_at);
// One that is kept, and was not seen since then: at once, and nothing else with it.
void ask_again(store::Transaction& tx, ConversationId id, std::string_view uri, Timestamp unseen_since, Timestamp now);
// It waits until `parent` is kept; and that is so.
void orphan_item(store::Transaction& tx, std::int64_t item, std::string_view parent);
void adopt_orphans(store::Transaction& tx, ConversationId id, std::string_view parent, Timestamp now);

// A round: what is asked for again, those longest unseen first; and what is left of it.
void name_known(store::Transaction& tx, ConversationId id, std::int64_t limit, Timestamp now);
// What kept notes answer and is not kept.
struct Parent {
  std::string uri;
  std::int64_t depth = 0;  // of the one that answers it
};
[[nodiscard]] std::vector<Parent> missing_parents(store::Transaction& tx, ConversationId id, std::int64_t limit);
// Whether there is anything in it that another server could be asked for.
[[nodiscard]] bool has_others(store::Transaction& tx, ConversationId id);
[[nodiscard]] bool has_due(store::Transaction& tx, ConversationId id);
void clear_due(store::Transaction& tx, ConversationId id);
// With what was refused so long ago that it may be asked for again, should anyone name it.
void forget_pages(store::Transaction& tx, ConversationId id, Timestamp now);

[[nodiscard]] std::vector<ConversationId> rounds_due(store::Transaction& tx, Timestamp now, std::int64_t limit);
[[nodiscard]] std::vector<ConversationId> rounds_under_way(store::Transaction& tx);
[[nodiscard]] std::int64_t count_due(store::Transaction& tx);

// Whether one of ours stands in it, or one that somebody sent us, or a colleague wants it.
[[nodiscard]] bool is_ours(store::Transaction& tx, ConversationId id);
// A colleague wants all of the conversation this post of the reading list stands in; and which such conversations were
// wanted for posts that stand there no longer, which are wanted no longer then.
void want(store::Transaction& tx, ConversationId id, std::string_view uri);
[[nodiscard]] bool is_wanted(store::Snapshot& snapshot, ConversationId id, std::string_view uri);
[[nodiscard]] std::optional<ConversationId> wanted_for(store::Transaction& tx, std::string_view uri);
[[nodiscard]] std::vector<ConversationId> take_unwanted(store::Transaction& tx);
// Notes in it that nobody sent us; with `unseen_since`, those their servers did not give since then.
[[nodiscard]] std::vector<activity::NoteId> fetched_notes(store::Transaction& tx, ConversationId id,
                                                          Timestamp unseen_since);
void remove_item(store::Transaction& tx, ConversationId id, std::string_view uri);
// Nothing else here is about the actor any more: she goes too.
void remove_actor_without_traces(store::Transaction& tx, activity::ActorId actor);

// The longest due of each server that is not failing, what is new before what is only looked at again; and when the
// next is due.
[[nodiscard]] std::vector<Item> due_items(store::Snapshot& snapshot, Timestamp now, std::size_t limit);
[[nodiscard]] std::optional<Timestamp> next_due(store::Snapshot& snapshot);

}  // namespace chancery::activitypub::rows
