// Activities of ours: what is kept of them, and the document built from it. For activitypub/ alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activitypub/documents.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class ActivityKind { Create, Delete, Accept };

// An activity of ours, as ids and names: the document is built from these each time.
struct OwnActivity {
  activity::ActivityId id;
  ActivityKind kind = ActivityKind::Create;
  activity::AccountId account;
  activity::NoteId note;  // of a Create or Delete
  std::string follow;     // of an Accept
  std::string follower;   // of an Accept
  Timestamp created_at;
};

// An activity that is there already stays as it is.
void add_activity(store::Transaction& tx, const OwnActivity& activity);
[[nodiscard]] std::optional<OwnActivity> activity_by_id(store::Snapshot& snapshot, activity::ActivityId id);
[[nodiscard]] std::optional<OwnActivity> activity_by_id(store::Transaction& tx, activity::ActivityId id);

// Nothing when it is no longer to be told: the Create of a note that was deleted.
[[nodiscard]] std::optional<std::string> own_activity_document(store::Snapshot& snapshot, const Addresses& addresses,
                                                               const OwnActivity& activity);
// Whom a note of ours mentions: the stranger it replies to.
[[nodiscard]] std::vector<Mention> mentions_of(store::Snapshot& snapshot, const activity::Note& note);
// "@name@host" of a stranger, as people write it.
[[nodiscard]] std::string handle_of(const activity::Actor& actor);

}  // namespace chancery::activitypub
