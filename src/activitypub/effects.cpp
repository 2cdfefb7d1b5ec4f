#include "activitypub/effects.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "activity/events.hpp"
#include "activity/note.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "activitypub/moderation.hpp"
#include "activitypub/received.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::activitypub {
namespace {

namespace events = activity::events;

using Decision = Result<std::optional<Effect>>;

Decision nothing() {
  return std::optional<Effect>{};
}

json::Object follow_facts(activity::AccountId account, activity::ActorId actor) {
  return {{"account", account.value}, {"actor", actor.value}};
}

json::Object note_facts(activity::NoteId note, activity::ActorId actor) {
  return {{"note", note.value}, {"actor", actor.value}};
}

const std::string& delivery_inbox(const activity::Actor& actor) {
  return actor.shared_inbox.empty() ? actor.inbox : actor.shared_inbox;
}

// Its id, or what stands for it where a peer gives none.
std::string name_of(const ReceivedActivity& activity) {
  if (!activity.id.empty()) return activity.id;
  return activity.actor + ' ' + std::to_string(static_cast<int>(activity.verb)) + ' ' + activity.object;
}

// Not idempotent by id, unlike all others: Misskey gives each Follow of one actor by another the same id. Following
// again renews the follower and tells it so again.
Decision follow(const ReceivedActivity& activity, const activity::Actor& signer, const store::Store& store,
                const Peers& peers) {
  const auto account = peers.addresses().account_in(activity.object);
  if (!account) return nothing();
  Effect effect;
  effect.answers = true;
  effect.write = [follow = activity.id, account = *account, signer, &store](store::Transaction& tx) -> Status {
    const auto now = store.clock().now();
    if (!store::account_by_id(tx, account) || forget_received(tx, undoing_of(signer.uri, follow))) return {};
    const auto actor = store::save_actor(tx, signer);
    const Follower follower{account, actor, signer.uri, follow, delivery_inbox(signer), now};
    if (save_follower(tx, follower)) {
      store::append_event(tx, events::kFollowed, follow_facts(account, actor));
    }
    forget_accepts(tx, account, signer.uri);
    queue_accept(tx, store, account, follow, signer.uri, signer.inbox);
    return {};
  };
  return std::optional(std::move(effect));
}

Decision undo(const ReceivedActivity& activity, const activity::Actor& signer, const store::Store& store,
              const Peers& peers) {
  const bool follow = activity.object_verb == Verb::Follow;
  if (follow && !activity.object_actor.empty() && activity.object_actor != signer.uri) {
    return fail(Errc::Forbidden, "an Undo of another actor's Follow");
  }
  if (activity.embedded && !follow) return nothing();  // of a Like, say
  const auto named = follow ? peers.addresses().account_in(activity.object_object) : std::nullopt;
  const bool of_others = follow && !named && !activity.object_object.empty();
  if (of_others || (!named && activity.object.empty())) return nothing();
  Effect effect;
  effect.write = [name = name_of(activity), named, undone = activity.object, uri = signer.uri,
                  &store](store::Transaction& tx) -> Status {
    const auto now = store.clock().now();
    const bool is_new = first_time(tx, name, now);
    const auto actor = store::actor_by_uri(tx, uri);
    const auto account = named || !actor ? named : followed_by(tx, actor->id, undone);
    if (account) forget_accepts(tx, *account, uri);
    if (account && actor && remove_follower(tx, *account, actor->id)) {
      store::append_event(tx, events::kUnfollowed, follow_facts(*account, actor->id));
    } else if (is_new && !undone.empty()) {
      // The Follow may come later, tried again by its server; then it is not wanted any more.
      static_cast<void>(first_time(tx, undoing_of(uri, undone), now, kWithdrawalKept));
    }
    return {};
  };
  return std::optional(std::move(effect));
}

// The author's followers collection, as far as a list of addresses tells it.
std::string followers_in(const activity::Audience& audience, const std::string& author) {
  for (const auto* list : {&audience.to, &audience.cc}) {
    for (const auto& uri : *list) {
      if (uri.ends_with("/followers") && same_origin(uri, author)) return uri;
    }
  }
  return {};
}

bool addresses_actor(const ReceivedNote& note, const std::string& uri) {
  return std::ranges::find(note.audience.to, uri) != note.audience.to.end() ||
         std::ranges::find(note.audience.cc, uri) != note.audience.cc.end();
}

// The accounts of ours it mentions: both the tag and the address are needed.
std::vector<activity::AccountId> mentioned(const ReceivedNote& note, const activity::Addresses& addresses) {
  std::vector<activity::AccountId> accounts;
  for (const auto& mention : note.mentions) {
    const auto account = addresses.account_in(mention);
    if (account && addresses_actor(note, mention)) accounts.push_back(*account);
  }
  return accounts;
}

// FEP-fe34: nobody speaks for another, and nothing of another server is taken from this one.
Status check_ownership(const ReceivedNote& note, const activity::Actor& signer) {
  if (note.attributed_to != signer.uri) return fail(Errc::Forbidden, "a note of another author");
  if (!same_origin(note.id, signer.uri)) return fail(Errc::Forbidden, "a note of another server");
  return {};
}

// Made safe, and of what grows too long by that only the beginning. Empty when nothing is left of it.
std::string kept_content(const ReceivedNote& received) {
  for (auto raw = kMaxContent;; raw /= 2) {
    auto content = text::sanitise(text::cut_at_character(received.content, raw));
    if (content.size() <= kMaxContent) return content;
  }
}

activity::Visibility visibility_of(const ReceivedNote& received) {
  return received.audience.visibility(followers_in(received.audience, received.attributed_to));
}

// When its author wrote these words, as she says; never later than now, so that no clock keeps her own changes out.
Timestamp time_of(const ReceivedNote& received, Timestamp now) {
  return std::min(received.updated.value_or(received.published.value_or(now)), now);
}

activity::Note as_stored(const ReceivedNote& received, const store::Store& store) {
  activity::Note note;
  note.id = store.ids().make<activity::NoteId>();
  note.uri = received.id;
  note.attributed_to = received.attributed_to;
  note.in_reply_to = received.in_reply_to;
  note.content = kept_content(received);
  note.language = received.language;
  note.url = received.url.empty() ? received.id : received.url;
  note.visibility = visibility_of(received);
  note.received = store.clock().now();
  note.published = std::min(received.published.value_or(note.received), note.received);
  note.updated = time_of(received, note.received);
  return note;
}

Decision create(const ReceivedActivity& activity, const activity::Actor& signer, const store::Store& store,
                const Peers& peers) {
  const auto& received = *activity.note;
  const auto parent = peers.addresses().note_in(received.in_reply_to);
  auto accounts = mentioned(received, peers.addresses());
  if (received.vote || (!parent && accounts.empty())) return nothing();
  if (const auto owned = check_ownership(received, signer); !owned) return fail(owned.error());
  auto note = as_stored(received, store);
  if (note.content.empty()) return nothing();
  Effect effect;
  effect.write = [name = name_of(activity), note = std::move(note), parent, accounts = std::move(accounts),
                  signer](store::Transaction& tx) mutable -> Status {
    const auto replied = parent ? store::note_by_id(tx, *parent) : std::nullopt;
    const bool reply = replied && replied->account && !replied->deleted;
    const bool mention =
        std::ranges::any_of(accounts, [&](activity::AccountId id) { return store::account_by_id(tx, id).has_value(); });
    if (!reply && !mention) return {};
    if (!first_time(tx, name, note.received) || was_received(tx, withdrawal_of(note.uri))) return {};
    if (store::note_by_uri(tx, note.uri)) return {};
    note.actor = store::save_actor(tx, signer);
    note.screening = screening_of(tx, signer.uri);
    auto facts = note_facts(note.id, note.actor);
    if (reply) {
      note.in_reply_to_note = *parent;
      facts["in_reply_to"] = parent->value;
    }
    if (const auto inserted = store::insert_note(tx, note); !inserted) return inserted;
    store::append_event(tx, events::kNoteReceived, facts);
    return {};
  };
  return std::optional(std::move(effect));
}

void withdraw(store::Transaction& tx, const activity::Note& note) {
  store::bury_note(tx, note.id);
  store::append_event(tx, events::kNoteWithdrawn, note_facts(note.id, note.actor));
}

Decision update(const ReceivedActivity& activity, const activity::Actor& signer, const store::Store& store) {
  Effect effect;
  if (activity.profile) {
    if (activity.profile->uri != signer.uri) return fail(Errc::Forbidden, "the profile of another actor");
    effect.changes_actor = true;
    effect.write = [profile = *activity.profile, &store](store::Transaction& tx) mutable -> Status {
      if (!store::actor_by_uri(tx, profile.uri)) return {};
      profile.fetched_at = store.clock().now();
      move_follower_inbox(tx, store::save_actor(tx, profile), delivery_inbox(profile));
      return {};
    };
    return std::optional(std::move(effect));
  }
  if (!activity.note) return nothing();
  if (const auto owned = check_ownership(*activity.note, signer); !owned) return fail(owned.error());
  const auto& received = *activity.note;
  effect.write = [uri = received.id, author = signer.uri, content = kept_content(received),
                  language = received.language, visibility = visibility_of(received),
                  updated = time_of(received, store.clock().now())](store::Transaction& tx) -> Status {
    const auto note = store::note_by_uri(tx, uri);
    if (!note || note->attributed_to != author || note->deleted || updated < note->updated) return {};
    if (content.empty()) {
      withdraw(tx, *note);
    } else {
      // What was said to fewer people is never shown to more: a later, wider audience may be a mistake.
      store::rewrite_note(tx, note->id,
                          {content, language, std::max(visibility, note->visibility), updated, note->parts});
    }
    return {};
  };
  return std::optional(std::move(effect));
}

Decision remove(const ReceivedActivity& activity, const activity::Actor& signer, const store::Store& store) {
  if (activity.object.empty()) return nothing();
  if (activity.object == signer.uri) return std::optional(actor_gone(signer.uri));
  if (!same_origin(activity.object, signer.uri)) return fail(Errc::Forbidden, "the object of another server");
  Effect effect;
  effect.write = [uri = activity.object, author = signer.uri, &store](store::Transaction& tx) -> Status {
    const auto note = store::note_by_uri(tx, uri);
    if (!note) {
      // Its Create may come later; then it is not wanted any more.
      static_cast<void>(first_time(tx, withdrawal_of(uri), store.clock().now(), kWithdrawalKept));
      return {};
    }
    if (note->attributed_to == author && !note->deleted) withdraw(tx, *note);
    return {};
  };
  return std::optional(std::move(effect));
}

}  // namespace

Effect actor_gone(const std::string& uri) {
  Effect effect;
  effect.changes_actor = true;
  effect.write = [uri](store::Transaction& tx) -> Status {
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
                                        const store::Store& store, const Peers& peers) {
  switch (activity.verb) {
    case Verb::Follow:
      return follow(activity, signer, store, peers);
    case Verb::Undo:
      return undo(activity, signer, store, peers);
    case Verb::Create:
      return activity.note ? create(activity, signer, store, peers) : nothing();
    case Verb::Update:
      return update(activity, signer, store);
    case Verb::Delete:
      return remove(activity, signer, store);
    case Verb::Other:
      return nothing();
  }
  return nothing();
}

}  // namespace chancery::activitypub
