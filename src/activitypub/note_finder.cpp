#include "activitypub/note_finder.hpp"

#include <algorithm>
#include <utility>

#include "activitypub/following.hpp"
#include "activitypub/read_parts.hpp"
#include "activitypub/written_address.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::activitypub {
namespace {

using activity::SourceNote;

json::Array wordings(const std::vector<activity::Wording>& words) {
  json::Array list;
  for (const auto& [language, text] : words) list.emplace_back(json::Array{language, text});
  return list;
}

// What a note says, however it came to us.
struct Said {
  std::string_view content;
  std::string_view summary;
  const std::vector<activity::Wording>& translations;
  const std::vector<activity::Attachment>& attachments;
  const std::optional<activity::Question>& question;
  std::string_view quote;
};

std::string said_digest(const Said& said) {
  json::Array pictures;
  for (const auto& attachment : said.attachments) {
    pictures.emplace_back(json::Array{attachment.url, wordings(attachment.alt)});
  }
  json::Array options;
  if (said.question) {
    for (const auto& option : said.question->options) options.emplace_back(option.name);
  }
  const json::Array all{said.content,        said.summary,       wordings(said.translations),
                        std::move(pictures), std::move(options), said.quote};
  return crypto::to_hex(crypto::sha256(boost::json::serialize(all)));
}

bool names_any(const json::Object& rule, const char* list, const std::vector<std::string>& us) {
  for (const auto& uri : member_ids(rule, list)) {
    if (uri == activity::kPublic || uri == "as:Public" || uri == "Public") return true;
    if (std::ranges::find(us, uri) != us.end()) return true;
  }
  return false;
}

}  // namespace

std::string source_digest(const ReceivedNote& note) {
  return said_digest({note.content, note.summary, note.translations, note.attachments, note.question, note.quote});
}

// `always`, `approvalRequired`: the same lists by their former names.
activity::Consent consent_in(const json::Object& note, std::string_view what, const std::vector<std::string>& us) {
  const auto* policy = json::object(note, "interactionPolicy");
  const auto* rule = policy ? json::object(*policy, what) : nullptr;
  if (!rule) return activity::Consent::Unsaid;
  for (const auto* list : {"automaticApproval", "always"}) {
    if (names_any(*rule, list, us)) return activity::Consent::Given;
  }
  for (const auto* list : {"manualApproval", "approvalRequired"}) {
    if (names_any(*rule, list, us)) return activity::Consent::Asked;
  }
  return activity::Consent::Refused;
}

Result<SourceNote> NoteFinder::own(activity::NoteId id) const {
  return store_.read([&](store::Snapshot& snapshot) -> Result<SourceNote> {
    const auto note = store::note_by_id(snapshot, id);
    const auto account = note ? store::account_by_id(snapshot, note->account) : std::nullopt;
    if (!note || note->deleted || !account) return fail(Errc::NotFound, "there is no such post of ours");
    const auto& addresses = peers_.addresses();
    SourceNote source;
    source.uri = note->uri;
    source.author.uri = addresses.actor(account->id);
    source.author.type = account->type;
    source.author.preferred_username = account->name;
    source.author.name = account->display_name;
    source.author.url = addresses.page(account->name);
    source.ours = true;
    source.content = note->content;
    source.summary = note->parts.summary;
    source.language = note->language;
    source.url = note->uri;
    source.visibility = note->visibility;
    source.published = note->published;
    const auto& parts = note->parts;
    source.digest =
        said_digest({note->content, parts.summary, parts.translations, parts.attachments, parts.question, parts.quote});
    return source;
  });
}

// Our actor; and, where the account follows her, the followers she speaks to.
std::vector<std::string> NoteFinder::names_of_us(const ReceivedNote& note, activity::AccountId account) const {
  std::vector<std::string> us{peers_.addresses().actor(account)};
  const bool follows = store_.read([&](store::Snapshot& snapshot) {
    return std::ranges::any_of(followings(snapshot, account), [&](const Following& following) {
      return following.actor == note.attributed_to && following.state == FollowState::Accepted;
    });
  });
  if (!follows) return us;
  if (auto followers = followers_in(note); !followers.empty()) us.push_back(std::move(followers));
  return us;
}

Result<SourceNote> NoteFinder::look(std::string_view uri, activity::AccountId account) {
  if (const auto ours = peers_.addresses().note_in(uri)) return own(*ours);
  const auto document = fetch_written(keys_, clock_, std::string(uri), clock_.steady() + kDeadline);
  if (!document) return fail(document.error());
  const auto note = read_note(*document, peers_);
  if (!note) return fail(note.error());
  if (!same_origin(note->id, note->attributed_to)) return fail(Errc::Refused, "a post of another server's author");
  auto author = actors_.find(note->attributed_to);
  if (!author) return fail(author.error());
  const auto us = names_of_us(*note, account);
  SourceNote source;
  source.uri = note->id;
  source.author = std::move(*author);
  source.content = kept_html(note->content);
  source.summary = note->summary;
  source.language = note->language;
  source.url = note->url.empty() ? note->id : note->url;
  source.visibility = note->audience.visibility({});
  source.published = std::min(note->published.value_or(clock_.now()), clock_.now());
  source.share = consent_in(*document, "canAnnounce", us);
  source.quote = consent_in(*document, "canQuote", us);
  source.digest = source_digest(*note);
  return source;
}

}  // namespace chancery::activitypub
