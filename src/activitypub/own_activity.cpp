#include "activitypub/own_activity.hpp"

#include "net/url.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {

std::string handle_of(const activity::Actor& actor) {
  const auto url = net::Url::parse(actor.uri);
  return '@' + actor.preferred_username + '@' + (url ? url->authority() : std::string());
}

std::vector<Mention> mentions_of(store::Snapshot& snapshot, const activity::Note& note) {
  const auto parent = note.in_reply_to.empty() ? std::nullopt : store::note_by_uri(snapshot, note.in_reply_to);
  if (!parent || !parent->actor) return {};
  const auto author = store::actor_by_uri(snapshot, parent->attributed_to);
  if (!author) return {};
  return {Mention{author->uri, handle_of(*author)}};
}

std::optional<std::string> own_activity_document(store::Snapshot& snapshot, const Addresses& addresses,
                                                 const OwnActivity& activity) {
  if (activity.kind == ActivityKind::Accept) {
    return accept_document(addresses, activity.id, activity.account, activity.follow, activity.follower);
  }
  const auto note = store::note_by_id(snapshot, activity.note);
  if (!note) return std::nullopt;
  if (activity.kind == ActivityKind::Delete) return delete_document(addresses, activity.id, *note);
  if (note->deleted) return std::nullopt;
  return create_document(addresses, *note, mentions_of(snapshot, *note));
}

}  // namespace chancery::activitypub
