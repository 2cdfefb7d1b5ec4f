#include "activitypub/read.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/utf8.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kMaxUri = 2'048;
constexpr std::size_t kMaxName = 400;  // bytes

// One `type`, or the first known of several.
template <class Known>
std::string_view first_type(const json::Object& object, Known known) {
  const auto* value = object.if_contains("type");
  if (!value) return {};
  if (const auto* text = value->if_string()) return known(*text) ? std::string_view(*text) : std::string_view();
  if (const auto* array = value->if_array()) {
    for (const auto& element : *array) {
      if (const auto* text = element.if_string(); text && known(*text)) return *text;
    }
  }
  return {};
}

Verb verb_of(const json::Object& object) {
  static constexpr std::array<std::pair<std::string_view, Verb>, 5> kVerbs{{{"Follow", Verb::Follow},
                                                                            {"Undo", Verb::Undo},
                                                                            {"Create", Verb::Create},
                                                                            {"Update", Verb::Update},
                                                                            {"Delete", Verb::Delete}}};
  Verb verb = Verb::Other;
  first_type(object, [&](std::string_view type) {
    const auto* found = std::ranges::find(kVerbs, type, [](const auto& pair) { return pair.first; });
    if (found == kVerbs.end()) return false;
    verb = found->second;
    return true;
  });
  return verb;
}

bool is_note(const json::Object& object) {
  return !first_type(object, [](std::string_view type) {
            return type == "Note" || type == "Article" || type == "Page" || type == "Question";
          }).empty();
}

std::string_view actor_type(const json::Object& object) {
  return first_type(object, [](std::string_view type) { return activity::parse_actor_type(type).has_value(); });
}

std::string member_id(const json::Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value ? id_of(*value) : std::string();
}

// The first object under `key`: the value itself, or the first of an array.
const json::Object* embedded(const json::Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (!value) return nullptr;
  if (const auto* one = value->if_object()) return one;
  if (const auto* array = value->if_array()) {
    for (const auto& element : *array) {
      if (const auto* one = element.if_object()) return one;
    }
  }
  return nullptr;
}

std::vector<std::string> ids(const json::Object& object, std::string_view key) {
  std::vector<std::string> found;
  const auto add = [&](const json::Value& value) {
    if (auto id = id_of(value); !id.empty()) found.push_back(std::move(id));
  };
  const auto* value = object.if_contains(key);
  if (!value) return found;
  if (const auto* array = value->if_array()) {
    for (const auto& element : *array) add(element);
  } else {
    add(*value);
  }
  return found;
}

// A language tag by its shape, else "und".
std::string tag_or_und(std::string_view tag) {
  const bool sound = tag.size() >= 2 && tag.size() <= 35 && std::ranges::all_of(tag, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
                     });
  return sound ? std::string(tag) : "und";
}

// Content and its language: `content`, or the first of `contentMap`; the language is known when one entry of the
// map is that content.
void read_content(const json::Object& object, ReceivedNote& note) {
  note.language = "und";
  auto content = json::text(object, "content");
  if (const auto* map = json::object(object, "contentMap")) {
    for (const auto& [tag, value] : *map) {
      const auto* text = value.if_string();
      if (!text) continue;
      if (!content) content = *text;
      if (std::string_view(*text) == *content || map->size() == 1) {
        note.language = tag_or_und(tag);
        break;
      }
    }
  }
  note.content = text::cut_at_character(content.value_or(""), kMaxContent);
}

std::optional<Timestamp> read_time(const json::Object& object, std::string_view key) {
  const auto text = json::text(object, key);
  if (!text) return std::nullopt;
  const auto time = from_rfc3339(*text);
  return time ? std::optional(*time) : std::nullopt;
}

// The page for people: a string, a Link, or the first usable of several. Empty when there is none.
std::string read_page(const json::Object& object, const Peers& peers) {
  const auto usable = [&](const json::Value& value) -> std::string {
    std::string_view text;
    if (const auto* string = value.if_string()) text = *string;
    if (const auto* link = value.if_object()) text = json::text(*link, "href").value_or("");
    return peers.check(text) ? std::string(text) : std::string();
  };
  const auto* value = object.if_contains("url");
  if (!value) return {};
  const auto* array = value->if_array();
  if (!array) return usable(*value);
  for (const auto& element : *array) {
    if (auto page = usable(element); !page.empty()) return page;
  }
  return {};
}

std::vector<std::string> read_mentions(const json::Object& object) {
  std::vector<std::string> mentions;
  const auto add = [&](const json::Value& value) {
    const auto* tag = value.if_object();
    if (!tag) return;
    const bool mention = !first_type(*tag, [](std::string_view type) { return type == "Mention"; }).empty();
    const auto href = json::text(*tag, "href");
    if (mention && href && href->size() <= kMaxUri) mentions.emplace_back(*href);
  };
  const auto* value = object.if_contains("tag");
  if (!value) return mentions;
  if (const auto* array = value->if_array()) {
    for (const auto& element : *array) add(element);
  } else {
    add(*value);
  }
  return mentions;
}

// A name in one line: no control characters, nothing that turns the line around, of bounded length.
std::string one_line(std::string_view text) {
  auto name = text::strip_bidi_controls(text::cut_at_character(text, kMaxName));
  std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return name;
}

Result<std::string> required_id(const json::Object& object, std::string_view key, const Peers& peers) {
  auto id = member_id(object, key);
  if (id.empty()) return fail(Errc::Invalid, std::string(key) + " is missing");
  if (const auto url = peers.check(id); !url) return fail(url.error());
  return id;
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

Result<ReceivedNote> read_note(const json::Object& object, const Peers& peers) {
  if (!is_note(object)) return fail(Errc::Invalid, "the object is no note");
  ReceivedNote note;
  auto id = required_id(object, "id", peers);
  if (!id) return fail(id.error());
  note.id = std::move(*id);
  auto author = required_id(object, "attributedTo", peers);
  if (!author) return fail(author.error());
  note.attributed_to = std::move(*author);
  note.in_reply_to = member_id(object, "inReplyTo");
  read_content(object, note);
  note.url = read_page(object, peers);
  note.published = read_time(object, "published");
  note.updated = read_time(object, "updated");
  note.audience.to = ids(object, "to");
  note.audience.cc = ids(object, "cc");
  note.mentions = read_mentions(object);
  note.vote = note.content.empty() && json::text(object, "name").has_value() && !note.in_reply_to.empty();
  return note;
}

Result<ReceivedKey> read_key(const json::Object& object, const Peers& peers) {
  const auto* key = embedded(object, "publicKey");
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

Result<activity::Actor> read_actor(const json::Object& object, const Peers& peers) {
  const auto type = activity::parse_actor_type(actor_type(object));
  if (!type) return fail(Errc::Invalid, "the object is no actor");
  activity::Actor actor;
  actor.type = *type;
  auto id = required_id(object, "id", peers);
  if (!id) return fail(id.error());
  actor.uri = std::move(*id);
  const auto username = json::text(object, "preferredUsername");
  if (!username || username->empty() || username->size() > kMaxName) {
    return fail(Errc::Invalid, "preferredUsername is missing");
  }
  actor.preferred_username = one_line(*username);
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
  actor.url = read_page(object, peers);
  if (!object.contains("publicKey")) return fail(Errc::Invalid, "the actor has no publicKey");
  auto key = read_key(object, peers);
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
  const auto* object = embedded(*parsed, "object");
  if (!object) return activity;
  // {"id": …} alone is a name written as an object.
  activity.embedded = object->size() > 1;
  switch (activity.verb) {
    case Verb::Undo:
      activity.object_verb = verb_of(*object);
      activity.object_actor = member_id(*object, "actor");
      activity.object_object = member_id(*object, "object");
      break;
    case Verb::Create:
    case Verb::Update:
      if (is_note(*object)) {
        auto note = read_note(*object, peers);
        if (!note) return fail(note.error());
        activity.note = std::move(*note);
      } else if (!actor_type(*object).empty()) {
        if (auto profile = read_actor(*object, peers)) activity.profile = std::move(*profile);
      }
      break;
    default:
      break;
  }
  return activity;
}

}  // namespace chancery::activitypub
