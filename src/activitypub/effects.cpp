#include "activitypub/effects.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/follow_requests.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/following.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/received.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

namespace events = activity::events;

void take_back(store::Transaction& tx, const Deed& deed, const std::string& who) {
  switch (deed.kind) {
    case Deed::Kind::Like:
      return remove_counted(tx, activity::NoteId{deed.about}, Reaction::Like, who);
    case Deed::Kind::Announce:
      return remove_counted(tx, activity::NoteId{deed.about}, Reaction::Announce, who);
    case Deed::Kind::Share:
      return remove_shared(tx, deed.about, who);
    case Deed::Kind::Block:
      return set_blocked_by(tx, activity::AccountId{deed.about}, who, false);
    case Deed::Kind::None:
    case Deed::Kind::Signed:
      return;
  }
}

// A Follow is known by its follower's row; the others by what is remembered of them, as long as that is.
Decision undo_named(const Received& received) {
  const auto& undone = received.activity.object;
  if (undone.empty()) return nothing();
  auto follow = undo_follow(received);
  if (!follow || !*follow) return follow;
  return effect([name = name_under(received.signer.uri, undone), who = received.signer.uri,
                 otherwise = (*follow)->write, &store = received.store](store::Transaction& tx) -> Status {
    if (const auto deed = take_deed(tx, name)) {
      take_back(tx, *deed, who);
      return {};
    }
    // It may come later; then it is not wanted any more.
    static_cast<void>(first_time(tx, name, store.clock().now(), kWithdrawalKept));
    return otherwise(tx);
  });
}

// What is undone says how; where only its name is given, what we remember under it does.
Decision undo(const Received& received) {
  const auto& undone = received.activity.object;
  if (!undone.empty() && !same_origin(undone, received.signer.uri)) {
    return fail(Errc::Forbidden, "an Undo of another server's activity");
  }
  const bool says_of_what = !received.activity.object_object.empty();
  switch (received.activity.object_verb) {
    case Verb::Like:
    case Verb::Announce:
      return says_of_what ? undo_reaction(received) : undo_named(received);
    case Verb::Block:
      return says_of_what ? undo_block(received) : undo_named(received);
    case Verb::Follow:
      return undo_follow(received);
    default:
      return received.activity.embedded ? nothing() : undo_named(received);
  }
}

// Of what we asked for: by its kind where it is embedded, else by our own memory of it.
Decision answer(const Received& received) {
  const auto verb = received.activity.object_verb;
  if (verb == Verb::QuoteRequest || !received.activity.result.empty()) return answer_to_request(received);
  return answer_to_follow(received);
}

}  // namespace

json::Object follow_facts(activity::AccountId account, activity::ActorId actor) {
  return {{"account", account.value}, {"actor", actor.value}};
}

json::Object note_facts(activity::NoteId note, activity::ActorId actor) {
  return {{"note", note.value}, {"actor", actor.value}};
}

std::string name_of(const ReceivedActivity& activity) {
  if (!activity.id.empty()) return name_under(activity.actor, activity.id);
  return activity.actor + ' ' + std::to_string(static_cast<int>(activity.verb)) + ' ' + activity.object;
}

const std::string& delivery_inbox(const activity::Actor& actor) {
  return actor.shared_inbox.empty() ? actor.inbox : actor.shared_inbox;
}

Status check_ownership(const ReceivedNote& note, const activity::Actor& signer) {
  if (note.attributed_to != signer.uri) return fail(Errc::Forbidden, "a note of another author");
  if (!same_origin(note.id, signer.uri)) return fail(Errc::Forbidden, "a note of another server");
  return {};
}

bool is_permitted(store::Transaction& tx, const activity::Note& note, activity::Permitted who,
                  const std::string& actor) {
  if (who == activity::Permitted::Anyone) return true;
  // Whom it names or answers may always.
  if (std::ranges::find(note.parts.mentions, actor, &activity::Mention::actor) != note.parts.mentions.end())
    return true;
  const auto parent = note.in_reply_to.empty() ? std::nullopt : store::note_by_uri(tx, note.in_reply_to);
  if (parent && parent->attributed_to == actor) return true;
  return who == activity::Permitted::Followers && follower_of(tx, note.account, actor).has_value();
}

std::optional<activity::Note> own_public_note(store::Transaction& tx, activity::NoteId id) {
  auto note = store::note_by_id(tx, id);
  if (!note || !note->account || note->deleted || note->visibility > activity::Visibility::Unlisted)
    return std::nullopt;
  return note;
}

Effect actor_gone(const std::string& uri) {
  Effect effect;
  effect.changes_actor = true;
  effect.write = [uri](store::Transaction& tx) -> Status {
    forget_relations(tx, uri);
    const auto actor = store::actor_by_uri(tx, uri);
    if (!actor) return {};
    forget_deliveries_to(tx, uri, actor->inbox);
    for (const auto account : remove_follower_everywhere(tx, actor->id)) {
      store::append_event(tx, events::kUnfollowed, follow_facts(account, actor->id));
    }
    for (const auto note : store::erase_notes_by(tx, actor->id)) {
      store::append_event(tx, events::kNoteWithdrawn, note_facts(note, actor->id));
    }
    store::delete_actor(tx, actor->id);
    return {};
  };
  return effect;
}

Result<std::optional<Effect>> effect_of(const ReceivedActivity& activity, const activity::Actor& signer,
                                        const store::Store& store, const Peers& peers,
                                        const activity::PublicActors* known) {
  const Received received{activity, signer, store, peers, known};
  switch (activity.verb) {
    case Verb::Follow:
      return follow(received);
    case Verb::Undo:
      return undo(received);
    case Verb::Create:
      if (!activity.votes.empty()) return vote(received);
      return activity.note ? create(received) : nothing();
    case Verb::Update:
      return update(received);
    case Verb::Delete:
      return remove(received);
    case Verb::Accept:
    case Verb::Reject:
      return answer(received);
    case Verb::Announce:
    case Verb::Like:
      return react(received);
    case Verb::Block:
      return block(received);
    case Verb::Flag:
      return report(received);
    case Verb::Move:
      return move(received);
    case Verb::QuoteRequest:
    case Verb::ReplyRequest:
      return request(received);
    case Verb::Other:
      return nothing();
  }
  return nothing();
}

}  // namespace chancery::activitypub
