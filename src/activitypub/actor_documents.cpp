// Our actors as others read them.
#include <utility>

#include "activitypub/document_parts.hpp"
#include "activitypub/documents.hpp"
#include "text/html.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kSecurity = "https://w3id.org/security/v1";

json::Array actor_context() {
  json::Object terms;
  terms["manuallyApprovesFollowers"] = "as:manuallyApprovesFollowers";
  terms["alsoKnownAs"] = reference("as:alsoKnownAs");
  terms["movedTo"] = reference("as:movedTo");
  terms["toot"] = "http://joinmastodon.org/ns#";
  terms["featured"] = reference("toot:featured");
  terms["discoverable"] = "toot:discoverable";
  terms["indexable"] = "toot:indexable";
  terms["schema"] = "http://schema.org#";
  terms["PropertyValue"] = "schema:PropertyValue";
  terms["value"] = "schema:value";
  terms["knowsLanguage"] = "schema:knowsLanguage";
  auto context = texts({kActivityStreams, kSecurity});
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

// The page behind an address can say rel="me" in turn; then others show it as confirmed.
std::string field_value(const std::string& value) {
  const auto safe = text::escape_html(value);
  const bool address = value.starts_with("https://") || value.starts_with("http://");
  if (!address || value.find_first_of(" \t\n") != std::string::npos) return safe;
  return "<a href=\"" + safe + "\" rel=\"me nofollow noopener noreferrer\" target=\"_blank\">" + safe + "</a>";
}

json::Object image(const activity::ProfilePicture& picture) {
  json::Object object{{"type", "Image"}, {"mediaType", picture.media_type}, {"url", picture.url}};
  if (!picture.alt.empty()) object["name"] = picture.alt;
  return object;
}

void add_profile(json::Object& object, const activity::Profile& profile) {
  json::Array fields;
  for (const auto& field : profile.fields) {
    fields.emplace_back(
        json::Object{{"type", "PropertyValue"}, {"name", field.name}, {"value", field_value(field.value)}});
  }
  if (!fields.empty()) object["attachment"] = std::move(fields);
  if (!profile.avatar.url.empty()) object["icon"] = image(profile.avatar);
  if (!profile.header.url.empty()) object["image"] = image(profile.header);
  const auto& same = profile.also_known_as;
  if (!same.empty()) object["alsoKnownAs"] = json::Array(same.begin(), same.end());
  if (!profile.moved_to.empty()) object["movedTo"] = profile.moved_to;
  const auto& languages = profile.languages;
  if (!languages.empty()) object["knowsLanguage"] = json::Array(languages.begin(), languages.end());
  object["manuallyApprovesFollowers"] = profile.approves_followers;
  object["discoverable"] = profile.discoverable;
  object["indexable"] = profile.indexable;
}

json::Object actor_object(const Addresses& addresses, const activity::Account& account,
                          const activity::Profile& profile) {
  const auto id = addresses.actor(account.id);
  json::Object object;
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
  object["featured"] = addresses.featured(account.id);
  object["endpoints"] = json::Object{{"sharedInbox", addresses.shared_inbox()}};
  add_profile(object, profile);
  object["publicKey"] = public_key(addresses.key(account.id), id, account.public_key_pem);
  return object;
}

std::string with_actor_context(const json::Object& object) {
  json::Object document;
  document["@context"] = actor_context();
  for (const auto& member : object) document.insert(member);
  return boost::json::serialize(document);
}

}  // namespace

std::string actor_document(const Addresses& addresses, const activity::Account& account,
                           const activity::Profile& profile) {
  return with_actor_context(actor_object(addresses, account, profile));
}

std::string update_actor_document(const Addresses& addresses, activity::ActivityId id, const activity::Account& account,
                                  const activity::Profile& profile) {
  json::Object object;
  object["id"] = addresses.activity(id);
  object["type"] = "Update";
  object["actor"] = addresses.actor(account.id);
  object["to"] = texts({activity::kPublic});
  object["object"] = actor_object(addresses, account, profile);
  return with_actor_context(object);
}

std::string instance_actor_document(const Addresses& addresses, std::string_view public_key_pem) {
  const auto id = addresses.instance_actor();
  json::Object object;
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
  return with_actor_context(object);
}

}  // namespace chancery::activitypub
