#include "activitypub/documents.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>

#include "base/clock.hpp"
#include "text/html.hpp"

namespace chancery::activitypub {
namespace {

using activity::Visibility;

constexpr std::string_view kActivityStreams = "https://www.w3.org/ns/activitystreams";

json::Array texts(std::initializer_list<std::string_view> values) {
  json::Array array;
  for (const auto value : values) array.emplace_back(value);
  return array;
}

std::string with_context(const json::Object& object) {
  json::Object document;
  document["@context"] = kActivityStreams;
  for (const auto& member : object) document.insert(member);
  return boost::json::serialize(document);
}

json::Array actor_context() {
  json::Object terms;
  terms["toot"] = "http://joinmastodon.org/ns#";
  terms["discoverable"] = "toot:discoverable";
  terms["manuallyApprovesFollowers"] = "as:manuallyApprovesFollowers";
  auto context = texts({kActivityStreams, "https://w3id.org/security/v1"});
  context.emplace_back(std::move(terms));
  return context;
}

json::Object public_key(const std::string& id, const std::string& owner, std::string_view pem) {
  json::Object key;
  key["id"] = id;
  key["owner"] = owner;
  key["publicKeyPem"] = pem;
  return key;
}

std::string to_the_second(Timestamp time) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

// `to` and `cc` of a note of ours and of its Create (Mastodon's usage).
void address(json::Object& object, const Addresses& addresses, const activity::Note& note,
             std::span<const Mention> mentions) {
  json::Array to;
  json::Array cc;
  const auto followers = addresses.followers(note.account);
  switch (note.visibility) {
    case Visibility::Public:
      to.emplace_back(activity::kPublic);
      cc.emplace_back(followers);
      break;
    case Visibility::Unlisted:
      to.emplace_back(followers);
      cc.emplace_back(activity::kPublic);
      break;
    case Visibility::Followers:
      to.emplace_back(followers);
      break;
    case Visibility::Direct:
      break;
  }
  auto& people = note.visibility == Visibility::Direct ? to : cc;
  for (const auto& mention : mentions) people.emplace_back(mention.actor);
  object["to"] = std::move(to);
  object["cc"] = std::move(cc);
}

json::Object tombstone(const Addresses& addresses, const activity::Note& note) {
  json::Object object;
  object["id"] = addresses.note(note.id);
  object["type"] = "Tombstone";
  object["formerType"] = "Note";
  return object;
}

json::Object create_object(const Addresses& addresses, const activity::Note& note, std::span<const Mention> mentions) {
  json::Object object;
  object["id"] = addresses.activity(activity::create_of(note.id));
  object["type"] = "Create";
  object["actor"] = addresses.actor(note.account);
  object["published"] = to_the_second(note.published);
  address(object, addresses, note, mentions);
  object["object"] = note_object(addresses, note, mentions);
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

std::string actor_document(const Addresses& addresses, const activity::Account& account) {
  const auto id = addresses.actor(account.id);
  json::Object object;
  object["@context"] = actor_context();
  object["id"] = id;
  object["type"] = activity::to_string(account.type);
  object["preferredUsername"] = account.name;
  object["name"] = account.display_name;
  object["summary"] = account.summary.empty() ? std::string() : text::to_html(account.summary);
  object["url"] = addresses.page(account.name);
  object["published"] = to_the_second(account.created_at);
  object["inbox"] = addresses.inbox(account.id);
  object["outbox"] = addresses.outbox(account.id);
  object["followers"] = addresses.followers(account.id);
  object["following"] = addresses.following(account.id);
  object["endpoints"] = json::Object{{"sharedInbox", addresses.shared_inbox()}};
  object["manuallyApprovesFollowers"] = false;
  object["discoverable"] = true;
  object["publicKey"] = public_key(addresses.key(account.id), id, account.public_key_pem);
  return boost::json::serialize(object);
}

std::string instance_actor_document(const Addresses& addresses, std::string_view public_key_pem) {
  const auto id = addresses.instance_actor();
  json::Object object;
  object["@context"] = actor_context();
  object["id"] = id;
  object["type"] = "Application";
  object["preferredUsername"] = kInstanceName;
  object["name"] = addresses.host();
  object["url"] = addresses.base() + "/";
  object["inbox"] = id + "/inbox";
  object["outbox"] = id + "/outbox";
  object["endpoints"] = json::Object{{"sharedInbox", addresses.shared_inbox()}};
  object["manuallyApprovesFollowers"] = true;
  object["publicKey"] = public_key(addresses.instance_key(), id, public_key_pem);
  return boost::json::serialize(object);
}

json::Object note_object(const Addresses& addresses, const activity::Note& note, std::span<const Mention> mentions) {
  const auto id = addresses.note(note.id);
  json::Object object;
  object["id"] = id;
  object["type"] = "Note";
  object["attributedTo"] = addresses.actor(note.account);
  if (!note.in_reply_to.empty()) object["inReplyTo"] = note.in_reply_to;
  address(object, addresses, note, mentions);
  object["published"] = to_the_second(note.published);
  object["url"] = note.url.empty() ? id : note.url;
  object["content"] = note.content;
  if (!note.language.empty() && note.language != "und") {
    object["contentMap"] = json::Object{{note.language, note.content}};
  }
  if (!mentions.empty()) {
    json::Array tags;
    for (const auto& mention : mentions) {
      tags.emplace_back(json::Object{{"type", "Mention"}, {"href", mention.actor}, {"name", mention.acct}});
    }
    object["tag"] = std::move(tags);
  }
  object["replies"] = addresses.replies(note.id);
  return object;
}

std::string note_document(const Addresses& addresses, const activity::Note& note, std::span<const Mention> mentions) {
  return with_context(note_object(addresses, note, mentions));
}

std::string tombstone_document(const Addresses& addresses, const activity::Note& note) {
  return with_context(tombstone(addresses, note));
}

std::string create_document(const Addresses& addresses, const activity::Note& note, std::span<const Mention> mentions) {
  return with_context(create_object(addresses, note, mentions));
}

std::string delete_document(const Addresses& addresses, activity::ActivityId id, const activity::Note& note) {
  json::Object object;
  object["id"] = addresses.activity(id);
  object["type"] = "Delete";
  object["actor"] = addresses.actor(note.account);
  object["to"] = texts({activity::kPublic});
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

std::string outbox_document(const Addresses& addresses, activity::AccountId account, std::int64_t total) {
  const auto id = addresses.outbox(account);
  json::Object object;
  object["id"] = id;
  object["type"] = "OrderedCollection";
  object["totalItems"] = total;
  object["first"] = id + "?page=1";
  return with_context(object);
}

std::string outbox_page(const Addresses& addresses, activity::AccountId account, activity::NoteId before,
                        std::span<const activity::Note> notes, activity::NoteId next) {
  const auto collection = addresses.outbox(account);
  json::Object object;
  object["id"] = collection + (before ? "?before=" + before.text() : "?page=1");
  object["type"] = "OrderedCollectionPage";
  object["partOf"] = collection;
  if (next) object["next"] = collection + "?before=" + next.text();
  json::Array items;
  for (const auto& note : notes) items.emplace_back(create_object(addresses, note, {}));
  object["orderedItems"] = std::move(items);
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
