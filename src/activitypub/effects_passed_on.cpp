// What another server passes on with its author's own signature, as Mastodon does with answers to its people. That
// signature is not read here: nothing is believed, and what is spoken of is asked for at its own server, where it has
// a place in a conversation of ours.
#include <utility>

#include "activitypub/conversation.hpp"
#include "activitypub/conversation_rows.hpp"
#include "activitypub/effect_parts.hpp"

namespace chancery::activitypub {
namespace {

bool has_place(const store::Store& store, const std::string& uri) {
  return !uri.empty() &&
         store.read([&](store::Snapshot& snapshot) { return rows::conversation_of(snapshot, uri).has_value(); });
}

}  // namespace

std::optional<Effect> answer_past_us(const ReceivedNote& note, const store::Store& store, const Peers& peers) {
  const bool open = note.audience.visibility({}) <= activity::Visibility::Unlisted;
  if (note.vote || !open || !has_place(store, note.in_reply_to)) return std::nullopt;
  Effect effect;
  effect.write = [id = note.id, parent = note.in_reply_to, &peers, &store](store::Transaction& tx) -> Status {
    point_to(tx, {}, id, parent, peers, store.clock().now());
    return {};
  };
  return effect;
}

std::optional<Effect> effect_of_passed_on(const ReceivedActivity& activity, const store::Store& store,
                                          const Peers& peers) {
  if (!same_origin(activity.object, activity.actor)) return std::nullopt;
  if (activity.verb == Verb::Create && activity.note) return answer_past_us(*activity.note, store, peers);
  const bool changes = activity.verb == Verb::Update || activity.verb == Verb::Delete;
  if (!changes || !has_place(store, activity.object)) return std::nullopt;
  Effect effect;
  effect.write = [uri = activity.object, &store](store::Transaction& tx) -> Status {
    look_again(tx, {}, uri, store.clock().now());
    return {};
  };
  return effect;
}

}  // namespace chancery::activitypub
