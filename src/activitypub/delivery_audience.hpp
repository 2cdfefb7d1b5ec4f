// Who gets an activity of ours. How it is queued: delivery_plan.hpp. For activitypub/ alone.
#pragma once

#include <string>
#include <vector>

#include "activitypub/own_activity.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

// Each inbox gets it once, however often it is named here.
struct DeliveryAudience {
  bool followers = false;            // of the account
  std::vector<std::string> inboxes;  // and these
  activity::ActivityId as_sent;      // and whoever this earlier activity went to; 0: none
};

struct OutgoingActivity {
  OwnActivity activity;
  DeliveryAudience audience;
};

// What an event of the log makes us tell others, the followers first of all.
//   NotePublished: a Create, also to whom it answers and names; a message to one person goes to her own inbox, never to
//   a shared one; one of many answers in the same words to no follower. NoteEdited, PollCounted, QuoteConsented,
//   QuoteRevoked: an Update, also to whoever got the Create; and where it quotes without consent a QuoteRequest to that
//   author, as far as she is known. NoteEdited also takes back the consents its policy no longer gives, with a Delete
//   to whoever had each. NoteDeleted: a Delete, likewise. AccountChanged: an Update of the actor. NotePinned,
//   NoteUnpinned: Add, Remove. NoteShared: an Announce, also to who wrote what is shared. ShareWithdrawn: its Undo, to
//   whoever got that.
// Other events mean nothing here. Begins to watch a poll, and forgets who reacted to what is deleted.
// Fails with Errc::NotFound when the event names no note of ours.
[[nodiscard]] Result<std::vector<OutgoingActivity>> outgoing_activities(store::Transaction& tx, IdSource& ids,
                                                                        const store::Event& event);

}  // namespace chancery::activitypub
