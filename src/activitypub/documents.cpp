#include "activitypub/documents.hpp"

#include <algorithm>

#include "activitypub/document_parts.hpp"
#include "text/html.hpp"

namespace chancery::activitypub {
namespace {

json::Object tombstone(const Addresses& addresses, const activity::Note& note) {
  json::Object object;
  object["id"] = addresses.note(note.id);
  object["type"] = "Tombstone";
  object["formerType"] = note.parts.question ? "Question" : "Note";
  if (note.parts.removed != Timestamp{}) object["deleted"] = to_the_second(note.parts.removed);
  return object;
}

json::Object page_of_replies(const Addresses& addresses, activity::NoteId note, const ReplyPage& page) {
  const auto collection = addresses.replies(note);
  json::Object object;
  object["id"] = collection + "?after=" + page.after.text();
  object["type"] = "CollectionPage";
  object["partOf"] = collection;
  if (page.last) object["next"] = collection + "?after=" + page.last.text();
  object["items"] = json::Array(page.uris.begin(), page.uris.end());
  return object;
}

}  // namespace

std::string tombstone_document(const Addresses& addresses, const activity::Note& note) {
  return with_context(tombstone(addresses, note));
}

std::string delete_document(const Addresses& addresses, activity::ActivityId id, const activity::Note& note) {
  json::Object object;
  object["id"] = addresses.activity(id);
  object["type"] = "Delete";
  object["actor"] = addresses.actor(note.account);
  // Who it was for is not repeated: of a note for a few, its followers or nobody are told here.
  if (note.visibility <= activity::Visibility::Unlisted) object["to"] = texts({activity::kPublic});
  if (note.visibility == activity::Visibility::Followers) object["to"] = texts({addresses.followers(note.account)});
  object["object"] = tombstone(addresses, note);
  return with_context(object);
}

std::string accept_document(const Addresses& addresses, activity::ActivityId id, activity::AccountId account,
                            std::string_view follow, std::string_view follower) {
  json::Object followed;
  if (!follow.empty()) followed["id"] = follow;
  followed["type"] = "Follow";
  followed["actor"] = follower;
  followed["object"] = addresses.actor(account);
  json::Object object;
  object["id"] = addresses.activity(id);
  object["type"] = "Accept";
  object["actor"] = addresses.actor(account);
  object["to"] = texts({follower});
  object["object"] = std::move(followed);
  return with_context(object);
}

std::string counted_collection(std::string_view id, std::int64_t total) {
  json::Object object;
  object["id"] = id;
  object["type"] = "OrderedCollection";
  object["totalItems"] = total;
  return with_context(object);
}

std::string whole_collection(std::string_view id, std::string_view attributed_to, std::span<const std::string> uris) {
  json::Object object;
  object["id"] = id;
  object["type"] = "OrderedCollection";
  if (!attributed_to.empty()) object["attributedTo"] = attributed_to;
  object["totalItems"] = uris.size();
  object["orderedItems"] = json::Array(uris.begin(), uris.end());
  return with_context(object);
}

std::string listed_collection(const Listed& listed, std::size_t per_page) {
  if (listed.uris.size() <= per_page) return whole_collection(listed.id, listed.attributed_to, listed.uris);
  json::Object object;
  object["id"] = listed.id;
  object["type"] = "OrderedCollection";
  object["attributedTo"] = listed.attributed_to;
  object["totalItems"] = listed.uris.size();
  object["first"] = std::string(listed.id) + "?from=0";
  return with_context(object);
}

std::string listed_page(const Listed& listed, std::size_t per_page, std::size_t from) {
  const auto begin = std::min(from, listed.uris.size());
  const auto uris = listed.uris.subspan(begin, std::min(per_page, listed.uris.size() - begin));
  const auto end = begin + uris.size();
  const std::string base = std::string(listed.id) + "?from=";
  json::Object object;
  object["id"] = base + std::to_string(from);
  object["type"] = "OrderedCollectionPage";
  object["partOf"] = listed.id;
  if (end < listed.uris.size()) object["next"] = base + std::to_string(end);
  object["orderedItems"] = json::Array(uris.begin(), uris.end());
  return with_context(object);
}

std::string outbox_document(const Addresses& addresses, activity::AccountId account, std::int64_t total) {
  const auto id = addresses.outbox(account);
  json::Object object;
  object["id"] = id;
  object["type"] = "OrderedCollection";
  object["totalItems"] = total;
  object["first"] = id + "?page=1";
  return with_context(object);
}

std::string replies_document(const Addresses& addresses, activity::NoteId note, std::int64_t total,
                             const ReplyPage& first) {
  json::Object object;
  object["id"] = addresses.replies(note);
  object["type"] = "Collection";
  object["totalItems"] = total;
  object["first"] = page_of_replies(addresses, note, first);
  return with_context(object);
}

std::string replies_page(const Addresses& addresses, activity::NoteId note, const ReplyPage& page) {
  return with_context(page_of_replies(addresses, note, page));
}

}  // namespace chancery::activitypub
