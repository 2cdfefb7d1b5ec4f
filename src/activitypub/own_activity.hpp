// The document of an activity of ours, built from its ids. For activitypub/ alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/documents.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Nothing when it is no longer to be told: the Create of a note that was deleted.
[[nodiscard]] std::optional<std::string> own_activity_document(store::Snapshot& snapshot, const Addresses& addresses,
                                                               const OwnActivity& activity);
// Whom a note of ours mentions: the stranger it replies to.
[[nodiscard]] std::vector<Mention> mentions_of(store::Snapshot& snapshot, const activity::Note& note);
// "@name@host" of a stranger, as people write it.
[[nodiscard]] std::string handle_of(const activity::Actor& actor);

}  // namespace chancery::activitypub
