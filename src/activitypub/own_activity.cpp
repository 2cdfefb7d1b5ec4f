#include "activitypub/own_activity.hpp"

#include <algorithm>
#include <utility>

#include "activitypub/activity_documents.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/notes.hpp"
#include "store/profiles.hpp"

namespace chancery::activitypub {
namespace {

constexpr int kLongestThread = 100;

InteractionRequest request_in(const OwnActivity& activity, const std::string& note) {
  const bool quote = activity.detail.find("/quotes/") != std::string::npos || activity.detail == "QuoteRequest";
  return {quote ? "QuoteRequest" : "ReplyRequest", activity.follow, activity.follower, note, activity.object};
}

// What is told by the activity's own values alone; nothing for what tells of a note or an account.
std::optional<std::string> document_of_deed(const Addresses& addresses, const OwnActivity& own) {
  const Doing doing{own.id, own.account};
  const auto note = own.note ? addresses.note(own.note) : std::string();
  switch (own.kind) {
    case ActivityKind::Accept:
      return accept_document(addresses, own.id, own.account, own.follow, own.follower);
    case ActivityKind::Reject:
      return reject_document(addresses, doing, own.follow, own.follower);
    case ActivityKind::AcceptStamp:
      return accept_request_document(addresses, doing, request_in(own, note), own.detail);
    case ActivityKind::RejectStamp:
      return reject_request_document(addresses, doing, request_in(own, note));
    case ActivityKind::DeleteQuoteStamp:
      return delete_stamp_document(
          addresses, doing, own.follower,
          {addresses.quote_stamp(own.note, parse_id(own.detail).value_or(0)), "QuoteAuthorization", note, own.object});
    case ActivityKind::DeleteReplyStamp:
      return delete_stamp_document(
          addresses, doing, own.follower,
          {addresses.reply_stamp(own.note, parse_id(own.detail).value_or(0)), "ReplyAuthorization", note, own.object});
    case ActivityKind::Follow:
      return follow_document(addresses, doing, own.object);
    case ActivityKind::UndoFollow:
      return undo_follow_document(addresses, doing, own.detail, own.object);
    case ActivityKind::Announce:
      return announce_document(addresses, doing, own.object, own.follower, own.created_at);
    case ActivityKind::UndoAnnounce:
      return undo_announce_document(addresses, doing,
                                    addresses.activity(activity::ActivityId{parse_id(own.detail).value_or(0)}),
                                    own.object, own.follower);
    case ActivityKind::Block:
      return block_document(addresses, doing, own.object);
    case ActivityKind::UndoBlock:
      return undo_block_document(addresses, doing, own.detail, own.object);
    case ActivityKind::QuoteRequest:
      return quote_request_document(addresses, doing, own.object, note);
    case ActivityKind::Flag: {
      const auto flag = read_flag(own.detail);
      return flag_document(addresses, doing, own.object, flag.objects, flag.content);
    }
    case ActivityKind::Move:
      return move_document(addresses, doing, own.object);
    case ActivityKind::Add:
    case ActivityKind::Remove:
      return featured_document(addresses, doing, own.kind == ActivityKind::Add ? "Add" : "Remove", note);
    case ActivityKind::Create:
    case ActivityKind::Update:
    case ActivityKind::UpdateActor:
    case ActivityKind::Delete:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::string write_flag(const FlagDetail& flag) {
  const json::Object object{{"objects", json::Array(flag.objects.begin(), flag.objects.end())},
                            {"content", flag.content}};
  return boost::json::serialize(object);
}

FlagDetail read_flag(std::string_view stored) {
  const auto object = json::parse_object(stored);
  if (!object) return {};
  return {json::texts(*object, "objects"), json::text_or_empty(*object, "content")};
}

std::vector<Mention> mentions_of(store::Snapshot& snapshot, const activity::Note& note) {
  std::vector<Mention> mentions;
  const auto parent = note.in_reply_to.empty() ? std::nullopt : store::note_by_uri(snapshot, note.in_reply_to);
  if (parent && parent->actor) {
    const auto author = store::actor_by_uri(snapshot, parent->attributed_to);
    if (author) mentions.push_back({author->uri, '@' + activity::handle_of(*author)});
  }
  for (const auto& mention : note.parts.mentions) {
    if (std::ranges::find(mentions, mention.actor, &Mention::actor) == mentions.end()) mentions.push_back(mention);
  }
  return mentions;
}

activity::NoteId root_of(store::Snapshot& snapshot, const activity::Note& note) {
  auto root = note;
  for (int steps = 0; steps < kLongestThread && !root.in_reply_to.empty(); ++steps) {
    auto parent = store::note_by_uri(snapshot, root.in_reply_to);
    if (!parent) return {};
    root = std::move(*parent);
  }
  return root.account && root.in_reply_to.empty() ? root.id : activity::NoteId{};
}

Surroundings surroundings_of(store::Snapshot& snapshot, const activity::Note& note, Timestamp as_of) {
  return {mentions_of(snapshot, note), root_of(snapshot, note), as_of};
}

std::optional<std::string> own_activity_document(store::Snapshot& snapshot, const Addresses& addresses,
                                                 const OwnActivity& activity) {
  if (auto document = document_of_deed(addresses, activity)) return document;
  if (activity.kind == ActivityKind::UpdateActor) {
    const auto account = store::account_by_id(snapshot, activity.account);
    if (!account) return std::nullopt;
    return update_actor_document(addresses, activity.id, *account, store::profile_of(snapshot, activity.account));
  }
  const auto note = store::note_by_id(snapshot, activity.note);
  if (!note) return std::nullopt;
  if (activity.kind == ActivityKind::Delete) return delete_document(addresses, activity.id, *note);
  if (note->deleted) return std::nullopt;
  const auto around = surroundings_of(snapshot, *note, activity.created_at);
  if (activity.kind == ActivityKind::Update) return update_document(addresses, activity.id, *note, around);
  return create_document(addresses, *note, around);
}

}  // namespace chancery::activitypub
