// The rows a clock keeper looks at. For answer/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer::rows {

[[nodiscard]] std::vector<ConversationId> warnings_due(store::Snapshot& snapshot, Timestamp now, std::size_t limit);
[[nodiscard]] std::vector<ConversationId> breaches_due(store::Snapshot& snapshot, Timestamp now, std::size_t limit);
void put_warned(store::Transaction& tx, ConversationId id);
void put_breached(store::Transaction& tx, ConversationId id, Timestamp now);
// Open ones of a desk (none: of every one) after `after`, ascending.
[[nodiscard]] std::vector<ConversationId> open_of(store::Transaction& tx, DeskId desk, ConversationId after,
                                                  std::size_t limit);
// None: it has none.
[[nodiscard]] DeskId overflow_of(store::Snapshot& snapshot, DeskId desk);

}  // namespace chancery::answer::rows
