// Turns what happened here into deliveries.
#include "activitypub/delivery_plan.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/delivery.hpp"
#include "activitypub/delivery_queue.hpp"
#include "activitypub/followers.hpp"
#include "net/url.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

void queue(store::Transaction& tx, IdSource& ids, const OwnActivity& activity, std::vector<std::string> inboxes) {
  add_activity(tx, activity);
  std::ranges::sort(inboxes);
  inboxes.erase(std::unique(inboxes.begin(), inboxes.end()), inboxes.end());
  for (const auto& inbox : inboxes) {
    const auto url = net::Url::parse(inbox);
    if (url) add_delivery(tx, ids.next(), activity, inbox, url->authority());
  }
}

// Followers, and the author our note replies to. A message to one person goes to his own inbox.
std::vector<std::string> recipients(store::Transaction& tx, const activity::Note& note) {
  const bool direct = note.visibility == activity::Visibility::Direct;
  auto inboxes = direct ? std::vector<std::string>{} : follower_inboxes(tx, note.account);
  const auto parent = note.in_reply_to.empty() ? std::nullopt : store::note_by_uri(tx, note.in_reply_to);
  if (!parent || !parent->actor) return inboxes;
  if (const auto author = store::actor_by_uri(tx, parent->attributed_to)) {
    inboxes.push_back(direct || author->shared_inbox.empty() ? author->inbox : author->shared_inbox);
  }
  return inboxes;
}

}  // namespace

Status plan_deliveries(store::Transaction& tx, IdSource& ids, const store::Event& event) {
  const bool published = event.type == activity::events::kNotePublished;
  if (!published && event.type != activity::events::kNoteDeleted) return {};
  const activity::NoteId id{json::integer(event.facts, "note").value_or(0)};
  const auto note = store::note_by_id(tx, id);
  if (!note || !note->account) return fail(Errc::NotFound, event.type + " names no note of ours");
  if (published) {
    if (note->deleted) return {};  // deleted before anyone heard of it
    const OwnActivity create{activity::create_of(id), ActivityKind::Create, note->account, id, {}, {}, event.at};
    queue(tx, ids, create, recipients(tx, *note));
    return {};
  }
  auto inboxes = inboxes_of(tx, activity::create_of(id));
  std::ranges::move(follower_inboxes(tx, note->account), std::back_inserter(inboxes));
  const OwnActivity gone{ids.make<activity::ActivityId>(), ActivityKind::Delete, note->account, id, {}, {}, event.at};
  queue(tx, ids, gone, std::move(inboxes));
  return {};
}

void queue_accept(store::Transaction& tx, const store::Store& store, activity::AccountId account,
                  std::string_view follow, std::string_view follower, std::string_view inbox) {
  const OwnActivity accept{store.ids().make<activity::ActivityId>(),
                           ActivityKind::Accept,
                           account,
                           {},
                           std::string(follow),
                           std::string(follower),
                           store.clock().now()};
  queue(tx, store.ids(), accept, {std::string(inbox)});
}

}  // namespace chancery::activitypub
