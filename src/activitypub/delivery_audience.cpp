#include "activitypub/delivery_audience.hpp"

#include <utility>

#include "activity/events.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

DeliveryAudience audience_of_create(store::Transaction& tx, const activity::Note& note) {
  const bool direct = note.visibility == activity::Visibility::Direct;
  DeliveryAudience audience;
  audience.followers = !direct;
  const auto parent = note.in_reply_to.empty() ? std::nullopt : store::note_by_uri(tx, note.in_reply_to);
  if (!parent || !parent->actor) return audience;
  if (const auto author = store::actor_by_uri(tx, parent->attributed_to)) {
    audience.inboxes.push_back(direct || author->shared_inbox.empty() ? author->inbox : author->shared_inbox);
  }
  return audience;
}

}  // namespace

Result<std::vector<OutgoingActivity>> outgoing_activities(store::Transaction& tx, IdSource& ids,
                                                          const store::Event& event) {
  std::vector<OutgoingActivity> outgoing;
  const bool published = event.type == activity::events::kNotePublished;
  if (!published && event.type != activity::events::kNoteDeleted) return outgoing;
  const activity::NoteId id{json::integer(event.facts, "note").value_or(0)};
  const auto note = store::note_by_id(tx, id);
  if (!note || !note->account) return fail(Errc::NotFound, event.type + " names no note of ours");
  if (published) {
    if (note->deleted) return outgoing;  // deleted before anyone heard of it
    outgoing.push_back({{activity::create_of(id), ActivityKind::Create, note->account, id, {}, {}, event.at},
                        audience_of_create(tx, *note)});
    return outgoing;
  }
  outgoing.push_back({{ids.make<activity::ActivityId>(), ActivityKind::Delete, note->account, id, {}, {}, event.at},
                      {true, {}, activity::create_of(id)}});
  return outgoing;
}

}  // namespace chancery::activitypub
