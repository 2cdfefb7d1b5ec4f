#include "activitypub/read.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "activitypub/read_parts.hpp"

namespace chancery::activitypub {
namespace {

Verb verb_of(const json::Object& object) {
  // Pleroma's and Misskey's reactions count as what they are nearest to.
  static constexpr std::array<std::pair<std::string_view, Verb>, 15> kVerbs{{{"Follow", Verb::Follow},
                                                                             {"Undo", Verb::Undo},
                                                                             {"Create", Verb::Create},
                                                                             {"Update", Verb::Update},
                                                                             {"Delete", Verb::Delete},
                                                                             {"Accept", Verb::Accept},
                                                                             {"Reject", Verb::Reject},
                                                                             {"Announce", Verb::Announce},
                                                                             {"Like", Verb::Like},
                                                                             {"EmojiReact", Verb::Like},
                                                                             {"Block", Verb::Block},
                                                                             {"Flag", Verb::Flag},
                                                                             {"Move", Verb::Move},
                                                                             {"QuoteRequest", Verb::QuoteRequest},
                                                                             {"ReplyRequest", Verb::ReplyRequest}}};
  Verb verb = Verb::Other;
  first_type(object, [&](std::string_view type) {
    const auto* found = std::ranges::find(kVerbs, type, [](const auto& pair) { return pair.first; });
    if (found == kVerbs.end()) return false;
    verb = found->second;
    return true;
  });
  return verb;
}

std::string_view actor_type(const json::Object& object) {
  return first_type(object, [](std::string_view type) { return activity::parse_actor_type(type).has_value(); });
}

// A note under `key`, when it can be read as one.
Result<std::optional<ReceivedNote>> note_under(const json::Object& object, const Peers& peers) {
  if (!is_note(object)) return std::optional<ReceivedNote>{};
  auto note = read_note(object, peers);
  if (note) return std::optional(std::move(*note));
  // Of what is no text others write each their own form: what cannot be read of it is passed over.
  const auto text = first_type(object, [](std::string_view type) {
    return type == "Note" || type == "Article" || type == "Page" || type == "Question" || type == "ChatMessage";
  });
  return text.empty() ? Result<std::optional<ReceivedNote>>(std::nullopt) : fail(note.error());
}

// Votes may come several at once.
void read_votes(const json::Object& activity, const Peers& peers, ReceivedActivity& read) {
  each_value(activity, "object", [&](const json::Value& value) {
    const auto* object = value.if_object();
    if (!object || !is_note(*object) || read.votes.size() == kMaxVotes) return;
    if (auto note = read_note(*object, peers); note && note->vote) read.votes.push_back(std::move(*note));
  });
}

// Members only some verbs have.
Status read_more(const json::Object& activity, const Peers& peers, ReceivedActivity& read) {
  switch (read.verb) {
    case Verb::Announce:
      read.audience = read_audience(activity);
      return {};
    case Verb::Accept:
      read.result = member_id(activity, "result");
      return {};
    case Verb::Move:
      read.target = member_id(activity, "target");
      return {};
    case Verb::Flag:
      read.objects = member_ids(activity, "object");
      read.content = plain_lines(json::text(activity, "content").value_or(""), kMaxContent);
      // Lemmy's reason.
      if (read.content.empty()) read.content = plain_lines(json::text(activity, "summary").value_or(""), kMaxContent);
      return {};
    case Verb::QuoteRequest:
    case Verb::ReplyRequest: {
      read.instrument = member_id(activity, "instrument");
      const auto* instrument = embedded(activity, "instrument");
      if (!instrument || instrument->size() < 2) return {};
      auto note = note_under(*instrument, peers);
      if (!note) return fail(note.error());
      read.note = std::move(*note);
      return {};
    }
    default:
      return {};
  }
}

}  // namespace

std::string id_of(const json::Value& value) {
  if (const auto* text = value.if_string()) return text->size() <= kMaxUri ? std::string(*text) : std::string();
  if (const auto* object = value.if_object()) {
    const auto id = json::text(*object, "id");
    return id && id->size() <= kMaxUri ? std::string(*id) : std::string();
  }
  if (const auto* array = value.if_array()) {
    for (const auto& element : *array) {
      if (element.is_array()) continue;
      if (auto id = id_of(element); !id.empty()) return id;
    }
  }
  return {};
}

namespace {

// Of several keys that of this id, else the first in PEM; of one that one.
const json::Object* choose_key(const json::Object& object, std::string_view key_id) {
  const json::Object* chosen = nullptr;
  each_value(object, "publicKey", [&](const json::Value& value) {
    const auto* key = value.if_object();
    if (!key || !key->contains("publicKeyPem")) return;
    if (!chosen || (!key_id.empty() && json::text(*key, "id") == key_id)) chosen = key;
  });
  return chosen ? chosen : embedded(object, "publicKey");
}

}  // namespace

Result<ReceivedKey> read_key(const json::Object& object, const Peers& peers, std::string_view key_id) {
  const auto* key = choose_key(object, key_id);
  if (!key) key = &object;
  const auto pem = json::text(*key, "publicKeyPem");
  if (!pem || pem->size() > 16 * 1024) return fail(Errc::Invalid, "no publicKeyPem");
  ReceivedKey found;
  auto id = required_id(*key, "id", peers);
  if (!id) return fail(id.error());
  found.id = std::move(*id);
  auto owner = required_id(*key, "owner", peers);
  if (!owner) return fail(owner.error());
  found.owner = std::move(*owner);
  found.pem = *pem;
  return found;
}

Result<activity::Actor> read_actor(const json::Object& object, const Peers& peers, std::string_view key_id) {
  const auto type = activity::parse_actor_type(actor_type(object));
  if (!type) return fail(Errc::Invalid, "the object is no actor");
  activity::Actor actor;
  actor.type = *type;
  auto id = required_id(object, "id", peers);
  if (!id) return fail(id.error());
  actor.uri = std::move(*id);
  const auto username = json::text(object, "preferredUsername").value_or("");
  if (username.size() > kMaxName) return fail(Errc::Invalid, "preferredUsername is too long");
  // It may be left out, as Lemmy does for the actor that is its server.
  actor.preferred_username = username.empty() ? host_of(actor.uri) : one_line(username);
  actor.name = one_line(json::text(object, "name").value_or(""));
  auto inbox = required_id(object, "inbox", peers);
  if (!inbox) return fail(inbox.error());
  // Were another origin allowed, a stranger could have us post to a third party.
  if (!same_origin(*inbox, actor.uri)) return fail(Errc::Invalid, "the inbox is on another server than its actor");
  actor.inbox = std::move(*inbox);
  if (const auto* endpoints = embedded(object, "endpoints")) {
    const auto shared = member_id(*endpoints, "sharedInbox");
    if (peers.check(shared) && same_origin(shared, actor.uri)) actor.shared_inbox = shared;
  }
  // A page elsewhere would let a stranger pass for whom that page is of.
  if (auto page = read_page(object, peers); same_origin(page, actor.uri)) actor.url = std::move(page);
  if (const auto* icon = embedded(object, "icon")) actor.icon = read_page(*icon, peers);
  actor.emojis = read_emojis_in(object, peers, {actor.name});
  if (const auto made = from_rfc3339(json::text(object, "published").value_or(""))) actor.published = *made;
  if (!object.contains("publicKey")) return fail(Errc::Invalid, "the actor has no publicKey");
  auto key = read_key(object, peers, key_id);
  if (!key) return fail(key.error());
  if (key->owner != actor.uri) return fail(Errc::Invalid, "the key's owner is another actor");
  // Were another origin allowed, a stranger could claim the key id of someone else.
  if (!same_origin(key->id, actor.uri)) return fail(Errc::Invalid, "the key is on another server than its actor");
  actor.public_key_id = std::move(key->id);
  actor.public_key_pem = std::move(key->pem);
  return actor;
}

Result<ReceivedActivity> read_activity(std::string_view body, const Peers& peers) {
  const auto parsed = json::parse_object(body, kLimits);
  if (!parsed) return fail(parsed.error());
  ReceivedActivity activity;
  activity.verb = verb_of(*parsed);
  auto actor = required_id(*parsed, "actor", peers);
  if (!actor) return fail(actor.error());
  activity.actor = std::move(*actor);
  activity.id = member_id(*parsed, "id");
  if (!activity.id.empty() && !same_origin(activity.id, activity.actor)) {
    return fail(Errc::Invalid, "the activity's id is on another server than its actor");
  }
  activity.object = member_id(*parsed, "object");
  activity.signed_itself = embedded(*parsed, "signature") || embedded(*parsed, "proof");
  if (const auto more = read_more(*parsed, peers, activity); !more) return fail(more.error());
  const auto* object = embedded(*parsed, "object");
  if (!object) return activity;
  // {"id": …} alone is a name written as an object.
  activity.embedded = object->size() > 1;
  switch (activity.verb) {
    case Verb::Undo:
    case Verb::Accept:
    case Verb::Reject:
    case Verb::Announce:  // Lemmy's: of what was done
      activity.object_verb = verb_of(*object);
      activity.object_actor = member_id(*object, "actor");
      activity.object_object = member_id(*object, "object");
      break;
    case Verb::Create:
    case Verb::Update:
      if (is_note(*object)) {
        auto note = note_under(*object, peers);
        if (!note) return fail(note.error());
        activity.note = std::move(*note);
        read_votes(*parsed, peers, activity);
      } else if (!actor_type(*object).empty()) {
        if (auto profile = read_actor(*object, peers)) activity.profile = std::move(*profile);
      }
      break;
    default:
      break;
  }
  return activity;
}

std::vector<std::string> read_aliases(const json::Object& object) {
  constexpr std::size_t kMostAliases = 50;
  auto aliases = member_ids(object, "alsoKnownAs");
  if (aliases.size() > kMostAliases) aliases.resize(kMostAliases);
  return aliases;
}

}  // namespace chancery::activitypub
