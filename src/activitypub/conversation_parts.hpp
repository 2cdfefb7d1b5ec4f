// What the files behind conversations share. For activitypub/ alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activitypub/conversation.hpp"
#include "activitypub/conversation_rows.hpp"
#include "activitypub/read.hpp"
#include "activitypub/read_collection.hpp"

namespace chancery::activitypub {

// Whom to ask for this address; empty when we do not: ours, blocked, or no address.
[[nodiscard]] std::string host_to_ask(const Peers& peers, std::string_view uri);
// Puts a stored note in its conversation, with what is stored above it; joins conversations that prove to be one.
ConversationId place_note(store::Transaction& tx, IdSource& ids, const Peers& peers, const activity::Note& note,
                          Timestamp now);
// Addresses that may wait in one conversation.
[[nodiscard]] inline std::int64_t most_named(const ConversationLimits& limits) {
  return 2 * limits.notes;
}

// What came of asking for one item.
struct Asked {
  rows::Item item;
  std::int64_t requests = 1;
  std::int64_t bytes = 0;
  std::optional<Error> error;
  std::optional<ReceivedNote> note;
  std::optional<activity::Actor> author;  // of the note, where it belongs to the conversation
  std::string created;                    // the item was a Create of this
  ConversationLinks links;                // of the note; of a collection its `beginning` alone
};
// Keeps it, or does not, and names what follows from it. Within the budget.
[[nodiscard]] Status settle(store::Transaction& tx, const store::Store& store, const Peers& peers,
                            const ConversationLimits& limits, const Asked& asked);

// Keeps a note nobody sent us, by the rules of the inbox, or changes what is kept. Gives whether it is kept now; never
// when it is not for everybody. effects_note.cpp.
[[nodiscard]] Result<bool> keep_fetched(store::Transaction& tx, const ReceivedNote& written,
                                        const activity::Actor& author, const store::Store& store, const Peers& peers);

}  // namespace chancery::activitypub
