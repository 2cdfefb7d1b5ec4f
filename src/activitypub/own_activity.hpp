// Activities of ours: what is kept of them, and the document built from it. For activitypub/ alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activitypub/documents.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

enum class ActivityKind {
  Create,            // note
  Update,            // note
  UpdateActor,       // of the account
  Delete,            // note
  Accept,            // follow, follower: of a Follow
  Reject,            // the same; also takes back an Accept
  AcceptStamp,       // note, follow (the request), follower (who asked), object (what interacts), detail (our stamp)
  RejectStamp,       // note, follow, follower, object
  DeleteQuoteStamp,  // note, follower (who had it), object, detail: the number of our stamp
  DeleteReplyStamp,  // the same
  Follow,            // object: whom
  UndoFollow,        // object, detail: our Follow
  Announce,          // object: a note elsewhere; follower: its author
  UndoAnnounce,      // object, follower, detail: the number of our Announce
  Block,             // object: whom
  UndoBlock,         // object, detail: our Block
  QuoteRequest,      // note: ours, object: what it quotes; detail: the consent that came
  Flag,              // object: whom; detail: FlagDetail
  Move,              // object: the new actor
  Add,               // note: to the featured ones
  Remove,            // note: from them
};

// An activity of ours, as ids and names: the document is built from these each time. What else than an id each kind
// uses is said above.
struct OwnActivity {
  activity::ActivityId id;
  ActivityKind kind = ActivityKind::Create;
  activity::AccountId account;
  activity::NoteId note;
  std::string follow{};
  std::string follower{};
  Timestamp created_at{};
  std::string object{};
  std::string detail{};
};

// What a complaint to another server says.
struct FlagDetail {
  std::vector<std::string> objects;  // addresses of notes there
  std::string content;               // plain text
};
[[nodiscard]] std::string write_flag(const FlagDetail& flag);
[[nodiscard]] FlagDetail read_flag(std::string_view stored);

// An activity that is there already stays as it is.
void add_activity(store::Transaction& tx, const OwnActivity& activity);
[[nodiscard]] std::optional<OwnActivity> activity_by_id(store::Snapshot& snapshot, activity::ActivityId id);
[[nodiscard]] std::optional<OwnActivity> activity_by_id(store::Transaction& tx, activity::ActivityId id);

// The consent our QuoteRequest brought, and the requests one was given to.
void remember_consent(store::Transaction& tx, activity::ActivityId request, std::string_view stamp);
[[nodiscard]] std::vector<OwnActivity> requests_consented_by(store::Transaction& tx, std::string_view stamp);

// Nothing when it is no longer to be told: the Create of a note that was deleted.
[[nodiscard]] std::optional<std::string> own_activity_document(store::Snapshot& snapshot, const Addresses& addresses,
                                                               const OwnActivity& activity);
// Whom a note of ours mentions: the stranger it replies to, and whoever its text names. Each once.
[[nodiscard]] std::vector<Mention> mentions_of(store::Snapshot& snapshot, const activity::Note& note);
// All that its document tells beyond it. `as_of`: whether its poll is closed by then.
[[nodiscard]] Surroundings surroundings_of(store::Snapshot& snapshot, const activity::Note& note, Timestamp as_of);
// The note a conversation of ours began with: what it answers, and what that answers, as far as we know them. None when
// a stranger began it.
[[nodiscard]] activity::NoteId root_of(store::Snapshot& snapshot, const activity::Note& note);

}  // namespace chancery::activitypub
