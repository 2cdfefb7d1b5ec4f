#include "activitypub/activity_documents.hpp"

#include <utility>

#include "activitypub/document_parts.hpp"

namespace chancery::activitypub {
namespace {

// `object`: an address, or what is embedded.
template <class Object>
json::Object activity_object(std::string_view type, std::string_view id, std::string_view actor, Object object) {
  json::Object activity;
  activity["id"] = id;
  activity["type"] = type;
  activity["actor"] = actor;
  activity["object"] = std::move(object);
  return activity;
}

template <class Object>
json::Object done_by(const Addresses& addresses, const Doing& doing, std::string_view type, Object object) {
  return activity_object(type, addresses.activity(doing.id), addresses.actor(doing.account), std::move(object));
}

// One for a single person.
std::string told_to(json::Object activity, std::string_view whom) {
  activity["to"] = texts({whom});
  return with_context(activity);
}

void to_everyone(json::Object& activity, const Addresses& addresses, activity::AccountId account,
                 std::string_view author) {
  activity["to"] = texts({activity::kPublic});
  const auto followers = addresses.followers(account);
  activity["cc"] = author.empty() ? texts({followers}) : texts({author, followers});
}

// The terms of requests and consents.
json::Object interaction_terms(std::string_view type) {
  const bool quote = type.starts_with("Quote");
  json::Object terms{{"gts", "https://gotosocial.org/ns#"}};
  terms[type] = (quote ? "https://w3id.org/fep/044f#" : "gts:") + std::string(type);
  terms["interactingObject"] = reference("gts:interactingObject");
  terms["interactionTarget"] = reference("gts:interactionTarget");
  return terms;
}

json::Object request_object(const InteractionRequest& request) {
  auto object = activity_object(request.type, request.id, request.actor, request.note);
  object["instrument"] = request.instrument;
  return object;
}

json::Object consent_object(const Addresses& addresses, activity::AccountId account, const Consent& consent) {
  json::Object object;
  object["id"] = consent.id;
  object["type"] = consent.type;
  object["attributedTo"] = addresses.actor(account);
  object["interactionTarget"] = consent.note;
  object["interactingObject"] = consent.interacting;
  return object;
}

json::Object answer(const Addresses& addresses, const Doing& doing, std::string_view type,
                    const InteractionRequest& request) {
  auto activity = done_by(addresses, doing, type, request_object(request));
  activity["to"] = texts({request.actor});
  return activity;
}

}  // namespace

std::string follow_document(const Addresses& addresses, const Doing& doing, std::string_view whom) {
  return told_to(done_by(addresses, doing, "Follow", whom), whom);
}

std::string undo_follow_document(const Addresses& addresses, const Doing& doing, std::string_view follow,
                                 std::string_view whom) {
  return told_to(
      done_by(addresses, doing, "Undo", activity_object("Follow", follow, addresses.actor(doing.account), whom)), whom);
}

json::Object announce_object(const Addresses& addresses, const Doing& doing, std::string_view note,
                             std::string_view author, Timestamp published) {
  auto activity = done_by(addresses, doing, "Announce", note);
  activity["published"] = to_the_second(published);
  to_everyone(activity, addresses, doing.account, author);
  return activity;
}

std::string announce_document(const Addresses& addresses, const Doing& doing, std::string_view note,
                              std::string_view author, Timestamp published) {
  return with_context(announce_object(addresses, doing, note, author, published));
}

std::string undo_announce_document(const Addresses& addresses, const Doing& doing, std::string_view announce,
                                   std::string_view note, std::string_view author) {
  auto announced = activity_object("Announce", announce, addresses.actor(doing.account), note);
  to_everyone(announced, addresses, doing.account, author);
  auto activity = done_by(addresses, doing, "Undo", std::move(announced));
  to_everyone(activity, addresses, doing.account, author);
  return with_context(activity);
}

std::string block_document(const Addresses& addresses, const Doing& doing, std::string_view whom) {
  return told_to(done_by(addresses, doing, "Block", whom), whom);
}

std::string undo_block_document(const Addresses& addresses, const Doing& doing, std::string_view block,
                                std::string_view whom) {
  return told_to(
      done_by(addresses, doing, "Undo", activity_object("Block", block, addresses.actor(doing.account), whom)), whom);
}

std::string flag_document(const Addresses& addresses, const Doing& doing, std::string_view whom,
                          std::span<const std::string> notes, std::string_view content) {
  auto objects = texts({whom});
  for (const auto& note : notes) objects.emplace_back(note);
  auto activity = activity_object("Flag", addresses.activity(doing.id), addresses.instance_actor(), std::move(objects));
  activity["content"] = content;
  return told_to(std::move(activity), whom);
}

std::string move_document(const Addresses& addresses, const Doing& doing, std::string_view target) {
  auto activity = done_by(addresses, doing, "Move", addresses.actor(doing.account));
  activity["target"] = target;
  activity["to"] = texts({addresses.followers(doing.account)});
  return with_context(activity);
}

std::string reject_document(const Addresses& addresses, const Doing& doing, std::string_view follow,
                            std::string_view follower) {
  return told_to(
      done_by(addresses, doing, "Reject", activity_object("Follow", follow, follower, addresses.actor(doing.account))),
      follower);
}

std::string featured_document(const Addresses& addresses, const Doing& doing, std::string_view type,
                              std::string_view note) {
  auto activity = done_by(addresses, doing, type, note);
  activity["target"] = addresses.featured(doing.account);
  to_everyone(activity, addresses, doing.account, {});
  return with_context(activity);
}

std::string quote_request_document(const Addresses& addresses, const Doing& doing, std::string_view quoted,
                                   std::string_view instrument) {
  auto activity = done_by(addresses, doing, "QuoteRequest", quoted);
  activity["instrument"] = instrument;
  return with_context(activity, interaction_terms("QuoteRequest"));
}

std::string accept_request_document(const Addresses& addresses, const Doing& doing, const InteractionRequest& request,
                                    std::string_view stamp) {
  auto activity = answer(addresses, doing, "Accept", request);
  activity["result"] = stamp;
  return with_context(activity, interaction_terms(request.type));
}

std::string reject_request_document(const Addresses& addresses, const Doing& doing, const InteractionRequest& request) {
  return with_context(answer(addresses, doing, "Reject", request), interaction_terms(request.type));
}

std::string stamp_document(const Addresses& addresses, activity::AccountId account, const Consent& consent) {
  return with_context(consent_object(addresses, account, consent), interaction_terms(consent.type));
}

std::string delete_stamp_document(const Addresses& addresses, const Doing& doing, std::string_view whom,
                                  const Consent& consent) {
  auto activity = done_by(addresses, doing, "Delete", consent_object(addresses, doing.account, consent));
  activity["to"] = texts({whom});
  return with_context(activity, interaction_terms(consent.type));
}

}  // namespace chancery::activitypub
