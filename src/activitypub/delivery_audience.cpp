#include "activitypub/delivery_audience.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "activity/events.hpp"
#include "activitypub/effect_parts.hpp"
#include "activitypub/reactions.hpp"
#include "activitypub/reading.hpp"
#include "activitypub/stamps.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "store/shares.hpp"

namespace chancery::activitypub {
namespace {

namespace events = activity::events;

// The inboxes of those it answers and names, as far as they are known. A message to one person goes to her own.
std::vector<std::string> inboxes_of_people(store::Transaction& tx, const activity::Note& note) {
  std::vector<std::string> people;
  const auto parent = note.in_reply_to.empty() ? std::nullopt : store::note_by_uri(tx, note.in_reply_to);
  if (parent && parent->actor) people.push_back(parent->attributed_to);
  for (const auto& mention : note.parts.mentions) people.push_back(mention.actor);
  const bool direct = note.visibility == activity::Visibility::Direct;
  std::vector<std::string> inboxes;
  for (const auto& person : people) {
    const auto actor = store::actor_by_uri(tx, person);
    if (actor) inboxes.push_back(direct || actor->shared_inbox.empty() ? actor->inbox : actor->shared_inbox);
  }
  return inboxes;
}

// Of many answers in the same words, each is its reader's alone: half a thousand to every follower would be a flood.
bool goes_to_followers(const activity::Note& note) {
  return note.visibility != activity::Visibility::Direct && !note.parts.quiet;
}

DeliveryAudience audience_of(store::Transaction& tx, const activity::Note& note, activity::ActivityId as_sent) {
  return {goes_to_followers(note), inboxes_of_people(tx, note), as_sent};
}

OwnActivity activity_of(ActivityKind kind, activity::ActivityId id, activity::AccountId account, Timestamp at) {
  OwnActivity activity;
  activity.id = id;
  activity.kind = kind;
  activity.account = account;
  activity.created_at = at;
  return activity;
}

// Of a stranger's note we hold, one on the reading list, or one that was looked at to be quoted; else empty.
std::string inbox_of_author(store::Transaction& tx, std::string_view uri) {
  const auto note = store::note_by_uri(tx, uri);
  auto author = note && note->actor ? note->attributed_to : author_of_reading(tx, uri);
  if (const auto source = author.empty() ? store::source_by_uri(tx, uri) : std::nullopt) author = source->author.uri;
  const auto actor = author.empty() ? std::nullopt : store::actor_by_uri(tx, author);
  return actor ? actor->inbox : std::string();
}

OutgoingActivity about_account(ActivityKind kind, IdSource& ids, const store::Event& event) {
  const activity::AccountId account{json::integer(event.facts, "account").value_or(0)};
  auto activity = activity_of(kind, ids.make<activity::ActivityId>(), account, event.at);
  activity.note = activity::NoteId{json::integer(event.facts, "note").value_or(0)};
  return {std::move(activity), {true, {}, {}}};
}

OutgoingActivity about_note(store::Transaction& tx, ActivityKind kind, IdSource& ids, const store::Event& event,
                            const activity::Note& note) {
  const auto create = activity::create_of(note.id);
  const bool creates = kind == ActivityKind::Create;
  auto activity = activity_of(kind, creates ? create : ids.make<activity::ActivityId>(), note.account, event.at);
  activity.note = note.id;
  if (creates) return {std::move(activity), audience_of(tx, note, {})};
  if (kind == ActivityKind::Delete) return {std::move(activity), {goes_to_followers(note), {}, create}};
  return {std::move(activity), audience_of(tx, note, create)};
}

// Whether it may quote what it quotes is asked of that author, where we know her.
std::optional<OutgoingActivity> quote_request(store::Transaction& tx, IdSource& ids, const store::Event& event,
                                              const activity::Note& note) {
  if (note.parts.quote.empty() || !note.parts.quote_authorization.empty()) return std::nullopt;
  const auto inbox = inbox_of_author(tx, note.parts.quote);
  if (inbox.empty()) return std::nullopt;
  auto activity = activity_of(ActivityKind::QuoteRequest, ids.make<activity::ActivityId>(), note.account, event.at);
  activity.note = note.id;
  activity.object = note.parts.quote;
  return OutgoingActivity{std::move(activity), {false, {inbox}, {}}};
}

// What may quote it no longer, after an edit of who may.
void take_back_quotes(store::Transaction& tx, IdSource& ids, const store::Event& event, const activity::Note& note,
                      std::vector<OutgoingActivity>& outgoing) {
  for (const auto& stamp : stamps_of(tx, note.id, StampKind::Quote)) {
    if (is_permitted(tx, note, note.parts.policy.quote, stamp.actor)) continue;
    if (auto told = take_back_stamp(tx, ids, stamp, note.account, event.at)) outgoing.push_back(std::move(*told));
  }
}

// What an event about a note, or an account, makes us say.
std::optional<ActivityKind> note_kind(std::string_view type) {
  if (type == events::kNotePublished) return ActivityKind::Create;
  if (type == events::kNoteEdited || type == events::kPollCounted || type == events::kQuoteConsented ||
      type == events::kQuoteRevoked) {
    return ActivityKind::Update;
  }
  if (type == events::kNoteDeleted) return ActivityKind::Delete;
  return std::nullopt;
}

std::optional<ActivityKind> account_kind(std::string_view type) {
  if (type == events::kAccountChanged) return ActivityKind::UpdateActor;
  if (type == events::kNotePinned) return ActivityKind::Add;
  if (type == events::kNoteUnpinned) return ActivityKind::Remove;
  return std::nullopt;
}

// The author is told as anybody who wrote to us would be: at her own inbox.
std::optional<OutgoingActivity> about_share(store::Transaction& tx, bool undone, IdSource& ids,
                                            const store::Event& event) {
  const activity::ActivityId id{json::integer(event.facts, "share").value_or(0)};
  const auto share = store::share_by_id(tx, id);
  if (!share) return std::nullopt;
  if (undone) {
    // By what was told: what is shared may be erased here already. Nothing, when nobody heard of it.
    const auto told = activity_by_id(tx, id);
    if (!told) return std::nullopt;
    auto undo = activity_of(ActivityKind::UndoAnnounce, ids.make<activity::ActivityId>(), share->account, event.at);
    undo.object = told->object;
    undo.follower = told->follower;
    undo.detail = id.text();
    return OutgoingActivity{std::move(undo), {true, {}, id}};
  }
  if (share->undone_at) return std::nullopt;
  auto activity = activity_of(ActivityKind::Announce, id, share->account, event.at);
  activity.object = share->uri;
  activity.follower = share->author;
  const auto author = store::actor_by_uri(tx, share->author);
  std::vector<std::string> inboxes;
  if (author) inboxes.push_back(author->inbox);
  return OutgoingActivity{std::move(activity), {true, std::move(inboxes), {}}};
}

}  // namespace

Result<std::vector<OutgoingActivity>> outgoing_activities(store::Transaction& tx, IdSource& ids,
                                                          const store::Event& event) {
  if (const auto kind = account_kind(event.type)) return std::vector{about_account(*kind, ids, event)};
  const auto kind = note_kind(event.type);
  std::vector<OutgoingActivity> outgoing;
  if (event.type == events::kNoteShared || event.type == events::kShareWithdrawn) {
    if (auto told = about_share(tx, event.type == events::kShareWithdrawn, ids, event)) {
      outgoing.push_back(std::move(*told));
    }
    return outgoing;
  }
  if (!kind) return outgoing;
  const activity::NoteId id{json::integer(event.facts, "note").value_or(0)};
  const auto note = store::note_by_id(tx, id);
  if (!note || !note->account) return fail(Errc::NotFound, event.type + " names no note of ours");
  // Deleted before anyone heard of it, or of the change.
  if (note->deleted && *kind != ActivityKind::Delete) return outgoing;
  const bool said = event.type == events::kNotePublished || event.type == events::kNoteEdited;
  if (said && note->parts.question) watch_poll(tx, id, *note->parts.question, event.at);
  if (*kind == ActivityKind::Delete) forget_reactions(tx, id);
  outgoing.push_back(about_note(tx, *kind, ids, event, *note));
  if (event.type == events::kNoteEdited) take_back_quotes(tx, ids, event, *note, outgoing);
  if (said) {
    if (auto asked = quote_request(tx, ids, event, *note)) outgoing.push_back(std::move(*asked));
  }
  return outgoing;
}

}  // namespace chancery::activitypub
