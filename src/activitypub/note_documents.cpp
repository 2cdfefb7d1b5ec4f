// Notes of ours as others read them: Note and Question, alone and in a Create or Update.
#include <algorithm>
#include <utility>

#include "activitypub/activity_documents.hpp"
#include "activitypub/document_parts.hpp"
#include "activitypub/documents.hpp"

namespace chancery::activitypub {
namespace {

using activity::Note;
using activity::Permitted;
using activity::Visibility;

// Terms beyond ActivityStreams, as their owners define them.
constexpr std::string_view kMastodon = "http://joinmastodon.org/ns#";
constexpr std::string_view kGoToSocial = "https://gotosocial.org/ns#";
constexpr std::string_view kQuotes = "https://w3id.org/fep/044f#";

// Only the terms the note uses: every reader pays for each.
json::Object terms_of(const Note& note) {
  const auto& parts = note.parts;
  json::Object terms{{"sensitive", "as:sensitive"}};
  if (!parts.hashtags.empty()) terms["Hashtag"] = "as:Hashtag";
  if (!parts.attachments.empty() || parts.question) terms["toot"] = kMastodon;
  if (!parts.attachments.empty()) {
    terms["blurhash"] = "toot:blurhash";
    terms["focalPoint"] = json::Object{{"@id", "toot:focalPoint"}, {"@container", "@list"}};
  }
  if (parts.question) terms["votersCount"] = "toot:votersCount";
  terms["gts"] = kGoToSocial;
  for (const auto* name : {"interactionPolicy", "canReply", "canQuote", "automaticApproval", "manualApproval"}) {
    terms[name] = reference(std::string("gts:") + name);
  }
  if (!parts.quote.empty()) {
    terms["quote"] = reference(std::string(kQuotes) + "quote");
    terms["quoteAuthorization"] = reference(std::string(kQuotes) + "quoteAuthorization");
    terms["quoteUrl"] = "as:quoteUrl";
    terms["quoteUri"] = "http://fedibird.com/ns#quoteUri";
    terms["_misskey_quote"] = "https://misskey-hub.net/ns#_misskey_quote";
  }
  return terms;
}

// `to` and `cc` of a note of ours and of its activities (Mastodon's usage).
void address(json::Object& object, const Addresses& addresses, const Note& note, const Surroundings& around) {
  json::Array to;
  json::Array cc;
  const auto followers = addresses.followers(note.account);
  switch (note.visibility) {
    case Visibility::Public:
      to.emplace_back(activity::kPublic);
      cc.emplace_back(followers);
      break;
    case Visibility::Unlisted:
      if (!note.parts.quiet) to.emplace_back(followers);
      cc.emplace_back(activity::kPublic);
      break;
    case Visibility::Followers:
      to.emplace_back(followers);
      break;
    case Visibility::Direct:
      break;
  }
  auto& people = note.visibility == Visibility::Direct || note.parts.quiet ? to : cc;
  for (const auto& mention : around.mentions) people.emplace_back(mention.actor);
  object["to"] = std::move(to);
  object["cc"] = std::move(cc);
}

json::Object language_map(const std::string& language, const std::string& text,
                          const std::vector<activity::Wording>& translations) {
  json::Object map;
  if (!language.empty() && language != "und") map[language] = text;
  for (const auto& wording : translations) map[wording.language] = wording.text;
  return map;
}

void add_texts(json::Object& object, const Note& note) {
  const auto& parts = note.parts;
  if (!parts.summary.empty()) {
    object["summary"] = parts.summary;
    object["summaryMap"] = language_map(note.language, parts.summary, parts.summary_translations);
  }
  object["sensitive"] = parts.sensitive;
  object["content"] = note.content;
  if (auto map = language_map(note.language, note.content, parts.translations); !map.empty()) {
    object["contentMap"] = std::move(map);
  }
}

json::Object attachment_object(const activity::Attachment& attachment) {
  json::Object object{{"type", "Document"}, {"mediaType", attachment.media_type}, {"url", attachment.url}};
  if (!attachment.alt.empty()) object["name"] = attachment.alt.front().text;
  if (attachment.alt.size() > 1) object["nameMap"] = language_map({}, {}, attachment.alt);
  if (!attachment.blurhash.empty()) object["blurhash"] = attachment.blurhash;
  object["focalPoint"] = json::Array{attachment.focus.x, attachment.focus.y};
  if (attachment.width > 0) object["width"] = attachment.width;
  if (attachment.height > 0) object["height"] = attachment.height;
  return object;
}

void add_tags(json::Object& object, const Addresses& addresses, const Note& note, const Surroundings& around) {
  json::Array tags;
  for (const auto& mention : around.mentions) {
    tags.emplace_back(json::Object{{"type", "Mention"}, {"href", mention.actor}, {"name", mention.acct}});
  }
  for (const auto& tag : note.parts.hashtags) {
    tags.emplace_back(json::Object{{"type", "Hashtag"}, {"href", addresses.tag(tag)}, {"name", '#' + tag}});
  }
  // For readers that know quotes by their link alone (FEP-e232).
  if (!note.parts.quote.empty()) {
    tags.emplace_back(
        json::Object{{"type", "Link"},
                     {"mediaType", "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""},
                     {"rel", "https://misskey-hub.net/ns#_misskey_quote"},
                     {"href", note.parts.quote}});
  }
  if (!tags.empty()) object["tag"] = std::move(tags);
}

void add_poll(json::Object& object, const activity::Question& question, Timestamp as_of) {
  json::Array options;
  for (const auto& option : question.options) {
    options.emplace_back(json::Object{{"type", "Note"},
                                      {"name", option.name},
                                      {"replies", json::Object{{"type", "Collection"}, {"totalItems", option.votes}}}});
  }
  object[question.multiple ? "anyOf" : "oneOf"] = std::move(options);
  object["endTime"] = to_the_second(question.ends);
  if (as_of >= question.ends) object["closed"] = to_the_second(question.ends);
  object["votersCount"] = question.voters;
}

// Whom a sub-policy lets do it without asking. The author, and for replies the people the note names, always may; the
// author alone stands for nobody.
json::Array permitted(Permitted who, const std::string& author, const std::string& followers,
                      const Surroundings& around) {
  switch (who) {
    case Permitted::Anyone:
      return texts({activity::kPublic});
    case Permitted::Followers:
      return texts({author, followers});
    case Permitted::Mentioned: {
      auto list = texts({author});
      for (const auto& mention : around.mentions) list.emplace_back(mention.actor);
      return list;
    }
    case Permitted::Nobody:
      break;
  }
  return texts({author});
}

// Only what we hold to: who may reply, who may quote. Nothing is left to approval by hand.
json::Object policy_object(const Addresses& addresses, const Note& note, const Surroundings& around) {
  const auto author = addresses.actor(note.account);
  const auto followers = addresses.followers(note.account);
  const auto sub_policy = [&](Permitted who) {
    return json::Object{{"automaticApproval", permitted(who, author, followers, around)},
                        {"manualApproval", json::Array{}}};
  };
  return {{"canReply", sub_policy(note.parts.policy.reply)}, {"canQuote", sub_policy(note.parts.policy.quote)}};
}

void add_quote(json::Object& object, const activity::NoteParts& parts) {
  if (parts.quote.empty()) return;
  for (const auto* name : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"}) object[name] = parts.quote;
  if (!parts.quote_authorization.empty()) object["quoteAuthorization"] = parts.quote_authorization;
}

json::Object activity_about(const Addresses& addresses, const Note& note, const Surroundings& around,
                            std::string_view type, activity::ActivityId id, Timestamp published) {
  json::Object object;
  object["id"] = addresses.activity(id);
  object["type"] = type;
  object["actor"] = addresses.actor(note.account);
  object["published"] = to_the_second(published);
  address(object, addresses, note, around);
  object["object"] = note_object(addresses, note, around);
  return object;
}

json::Object create_object(const Addresses& addresses, const Note& note, const Surroundings& around) {
  return activity_about(addresses, note, around, "Create", activity::create_of(note.id), note.published);
}

}  // namespace

json::Object note_object(const Addresses& addresses, const Note& note, const Surroundings& around) {
  const auto id = addresses.note(note.id);
  const auto& parts = note.parts;
  json::Object object;
  object["id"] = id;
  object["type"] = parts.question ? "Question" : "Note";
  object["attributedTo"] = addresses.actor(note.account);
  if (!note.in_reply_to.empty()) object["inReplyTo"] = note.in_reply_to;
  address(object, addresses, note, around);
  object["published"] = to_the_second(note.published);
  if (note.updated > note.published) object["updated"] = to_the_second(note.updated);
  object["url"] = note.url.empty() ? id : note.url;
  add_texts(object, note);
  add_tags(object, addresses, note, around);
  json::Array attachments;
  for (const auto& attachment : parts.attachments) attachments.emplace_back(attachment_object(attachment));
  if (!attachments.empty()) object["attachment"] = std::move(attachments);
  if (parts.question) add_poll(object, *parts.question, around.as_of);
  add_quote(object, parts);
  object["interactionPolicy"] = policy_object(addresses, note, around);
  object["replies"] = addresses.replies(note.id);
  if (around.root) object["context"] = addresses.conversation(around.root);
  return object;
}

std::string note_document(const Addresses& addresses, const Note& note, const Surroundings& around) {
  return with_context(note_object(addresses, note, around), terms_of(note));
}

std::string create_document(const Addresses& addresses, const Note& note, const Surroundings& around) {
  return with_context(create_object(addresses, note, around), terms_of(note));
}

std::string update_document(const Addresses& addresses, activity::ActivityId id, const Note& note,
                            const Surroundings& around) {
  const auto at = std::max(note.published, note.updated);
  return with_context(activity_about(addresses, note, around, "Update", id, at), terms_of(note));
}

std::string outbox_page(const Addresses& addresses, activity::AccountId account, activity::NoteId before,
                        std::span<const OutboxItem> said, activity::NoteId next) {
  const auto collection = addresses.outbox(account);
  json::Object object;
  object["id"] = collection + (before ? "?before=" + before.text() : "?page=1");
  object["type"] = "OrderedCollectionPage";
  object["partOf"] = collection;
  if (next) object["next"] = collection + "?before=" + next.text();
  json::Array items;
  json::Object terms;
  for (const auto& item : said) {
    if (const auto* shared = std::get_if<SharedIn>(&item)) {
      items.emplace_back(announce_object(addresses, {shared->id, account}, shared->uri, shared->author, shared->at));
      continue;
    }
    const auto& [note, around] = std::get<NoteIn>(item);
    items.emplace_back(create_object(addresses, note, around));
    for (const auto& term : terms_of(note)) terms.insert(term);
  }
  object["orderedItems"] = std::move(items);
  return with_context(object, std::move(terms));
}

}  // namespace chancery::activitypub
