// What is counted: Like, Announce, votes. Who did it is not kept (reactions.hpp).
#include <algorithm>
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/following.hpp"
#include "activitypub/reactions.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/received.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

Reaction kind_of(Verb verb) {
  return verb == Verb::Like ? Reaction::Like : Reaction::Announce;
}

store::ReactionKind binned(Reaction kind) {
  return kind == Reaction::Like ? store::ReactionKind::Like : store::ReactionKind::Announce;
}

// What an Announce or a Like is of. Lemmy announces what was done: of a Create its object; of anything else there is
// nothing to read, and it is empty.
std::string subject_of(const ReceivedActivity& activity) {
  if (activity.verb != Verb::Announce || activity.object_verb == Verb::Other) return activity.object;
  return activity.object_verb == Verb::Create ? activity.object_object : std::string();
}

// What one we follow shares with everyone, for the reading list. Only its address: it may be a private person's.
Decision share_of_peer(const Received& received) {
  const auto& activity = received.activity;
  const auto visibility = activity.audience.visibility({});
  const bool open = visibility == activity::Visibility::Public || visibility == activity::Visibility::Unlisted;
  const auto shared = subject_of(activity);
  if (activity.verb != Verb::Announce || !open || !received.peers.check(shared)) return nothing();
  const auto& by = received.signer.uri;
  if (!received.store.read([&](store::Snapshot& snapshot) { return is_followed(snapshot, by); })) return nothing();
  Reading reading;
  reading.id = received.store.ids().next();
  reading.uri = shared;
  reading.shared_by = by;
  reading.language = "und";
  reading.url = shared;
  reading.received = received.store.clock().now();
  reading.published = reading.received;
  return effect([name = name_of(activity), reading = std::move(reading)](store::Transaction& tx) -> Status {
    const Deed deed{Deed::Kind::Share, reading.id};
    if (!first_time(tx, name, reading.received, kActivityKept, deed) || !add_reading(tx, reading)) return {};
    store::append_event(tx, activity::events::kPeerPosted, {{"reading", reading.id}});
    return {};
  });
}

// Whoever may read the poll and is not blocked by its account.
bool may_vote(store::Transaction& tx, activity::NoteId poll, const std::string& who) {
  const auto note = store::note_by_id(tx, poll);
  if (!note || !note->account || note->deleted || blocked(tx, note->account, who)) return false;
  if (note->visibility <= activity::Visibility::Unlisted) return true;
  const bool followers = note->visibility == activity::Visibility::Followers;
  return is_permitted(tx, *note, followers ? activity::Permitted::Followers : activity::Permitted::Mentioned, who);
}

}  // namespace

Reactor reactor_of(const Received& received) {
  const auto& signer = received.signer;
  Reactor reactor{signer.published, {}};
  if (received.known == nullptr) return reactor;
  auto found = received.known->find(signer.uri, activity::handle_of(signer));
  // Anybody may say that an institution's page is her own; her server may not.
  if (!found && same_origin(signer.url, signer.uri)) found = received.known->find(signer.url, {});
  if (found) reactor.public_actor = found->id;
  return reactor;
}

void count(store::Transaction& tx, const activity::Note& note, store::ReactionKind kind, const Reactor& reactor,
           Timestamp now) {
  store::count_reaction(tx, note, kind, reactor.account_made, now);
  if (reactor.public_actor) store::put_official_reaction(tx, note.id, *reactor.public_actor, kind, now);
}

void remove_counted(store::Transaction& tx, activity::NoteId note, Reaction kind, const std::string& who) {
  if (remove_reaction(tx, note, kind, who)) store::uncount_reaction(tx, note, binned(kind));
}

Decision react(const Received& received) {
  const auto& activity = received.activity;
  const auto note = received.peers.addresses().note_in(subject_of(activity));
  if (!note) return share_of_peer(received);
  return counted([name = name_of(activity), note = *note, kind = kind_of(activity.verb), who = received.signer.uri,
                  reactor = reactor_of(received), &store = received.store](store::Transaction& tx) -> Status {
    const auto ours = own_public_note(tx, note);
    if (!ours || blocked(tx, ours->account, who)) return {};
    const auto now = store.clock().now();
    // Each once, and not after its Undo.
    const Deed deed{kind == Reaction::Like ? Deed::Kind::Like : Deed::Kind::Announce, note.value};
    if (!first_time(tx, name, now, kActivityKept, deed) || !add_reaction(tx, note, kind, who)) return {};
    count(tx, *ours, binned(kind), reactor, now);
    return {};
  });
}

Decision undo_reaction(const Received& received) {
  const auto& activity = received.activity;
  if (!activity.object_actor.empty() && activity.object_actor != received.signer.uri) {
    return fail(Errc::Forbidden, "an Undo of another actor's activity");
  }
  const auto note = received.peers.addresses().note_in(activity.object_object);
  const auto kind = kind_of(activity.object_verb);
  return counted([undone = activity.object, about = activity.object_object, note, kind, who = received.signer.uri,
                  &store = received.store](store::Transaction& tx) -> Status {
    if (note) {
      remove_counted(tx, *note, kind, who);
    } else if (kind == Reaction::Announce) {
      static_cast<void>(remove_shared(tx, about, who));
    }
    // Tried again later by its server, it is not taken any more.
    if (!undone.empty()) {
      static_cast<void>(take_deed(tx, name_under(who, undone)));
      static_cast<void>(first_time(tx, name_under(who, undone), store.clock().now(), kWithdrawalKept));
    }
    return {};
  });
}

Decision vote(const Received& received) {
  struct Cast {
    activity::NoteId poll;
    std::string choice;
  };
  std::vector<Cast> cast;
  for (const auto& vote : received.activity.votes) {
    if (const auto owned = check_ownership(vote, received.signer); !owned) return fail(owned.error());
    if (const auto poll = received.peers.addresses().note_in(vote.in_reply_to)) cast.push_back({*poll, vote.choice});
  }
  if (cast.empty()) return nothing();
  return counted([cast = std::move(cast), who = received.signer.uri, &store = received.store](store::Transaction& tx) {
    const auto now = store.clock().now();
    for (const auto& [poll, choice] : cast) {
      if (may_vote(tx, poll, who)) static_cast<void>(cast_vote(tx, poll, choice, who, now));
    }
    return Status{};
  });
}

}  // namespace chancery::activitypub
