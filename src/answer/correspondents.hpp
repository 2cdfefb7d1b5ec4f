// What somebody who wrote to us may ask about that (GDPR, Art. 15 and 17): to be told what we keep, and that it goes.
//
// Who she is is found by her address alone (answer::correspondent, holds.hpp). What our retention keeps after its time
// (retention.hpp) stays here too: that somebody asked, when, at which desk, and what came of it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/retention.hpp"
#include "base/json.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// Hers, the oldest first, behind `after`; those that were joined to others too.
[[nodiscard]] std::vector<ConversationId> conversations_with(store::Snapshot& snapshot, PersonId person,
                                                             ConversationId after, std::size_t limit);
// One of them, as an archive has it (export_lines.hpp).
[[nodiscard]] json::Object correspondence(store::Snapshot& snapshot, ConversationId id);

// Fails with Errc::Conflict where a legal hold stands on any of it; the hint has its reason.
[[nodiscard]] Status check_not_held(store::Transaction& tx, PersonId person);

// Forgets up to `limit` of her conversations, open ones too (they are closed first, as not to be answered, for
// `reason`); what is under way is given up. Unlike retention it takes her public notes as well: they are hers. Our own
// public answers stay. Gives how many; with the last of them she is gone, and nothing is left to find her by.
struct Forgetting {
  const desk::Workplace& workplace;
  const ErasePost& erase_post;
  const Acting& acting;
  std::string_view reason;
};
[[nodiscard]] Result<std::size_t> forget_correspondence(store::Transaction& tx, PersonId person,
                                                        const Forgetting& forgetting, std::size_t limit);

}  // namespace chancery::answer
