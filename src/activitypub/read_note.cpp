// Notes of other servers: Mastodon, GoToSocial, Misskey, Pleroma and others write them each a little differently.
#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "activitypub/read.hpp"
#include "activitypub/read_parts.hpp"
#include "base/ascii.hpp"
#include "base/media_type.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::string_view kQuoteRelation = "https://misskey-hub.net/ns#_misskey_quote";

// A language tag by its shape, else "und".
std::string tag_or_und(std::string_view tag) {
  const bool sound = tag.size() >= 2 && tag.size() <= 35 &&
                     std::ranges::all_of(tag, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; });
  return sound ? std::string(tag) : "und";
}

// What was typed, as HTML of at most kMaxContent bytes: cut between its own characters, so that no mark that stands for
// one is cut in two.
std::string plain_html(std::string_view words) {
  for (auto room = kMaxContent;;) {
    auto html = text::to_html(text::cut_at_character(words, room));
    if (html.size() <= kMaxContent) return html;
    room = room * kMaxContent / html.size();
  }
}

// Content and its language: `content`, or the first of `contentMap`; the language is known when one entry of the
// map is that content. What else the map holds are translations.
void read_content(const json::Object& object, ReceivedNote& note) {
  note.language = "und";
  auto content = json::text(object, "content");
  const auto* map = json::object(object, "contentMap");
  std::string_view own;
  if (map) {
    for (const auto& [tag, value] : *map) {
      const auto* text = value.if_string();
      if (!text) continue;
      if (!content) content = *text;
      if (std::string_view(*text) == *content || map->size() == 1) {
        own = tag;
        note.language = tag_or_und(tag);
        break;
      }
    }
  }
  // PeerTube's comments are as they were typed.
  const auto written_as = bare_media_type(json::text(object, "mediaType").value_or(""));
  const bool plain = written_as == "text/plain" || written_as == "text/markdown";
  const auto html_of = [&](std::string_view words) {
    return plain ? plain_html(words) : std::string(text::cut_at_character(words, kMaxContent));
  };
  note.content = html_of(content.value_or(""));
  if (!map || own.empty()) return;
  for (const auto& [tag, value] : *map) {
    const auto* text = value.if_string();
    if (!text || std::string_view(tag) == own || tag_or_und(tag) == "und") continue;
    if (note.translations.size() == kMaxTranslations) break;
    note.translations.push_back({tag, html_of(*text)});
  }
}

std::optional<Timestamp> read_time(const json::Object& object, std::string_view key) {
  const auto text = json::text(object, key);
  if (!text) return std::nullopt;
  const auto time = from_rfc3339(*text);
  return time ? std::optional(*time) : std::nullopt;
}

// Of mentions only those that may be of us, of tags only their names. There may be thousands.
void read_tags(const json::Object& object, const Peers& peers, ReceivedNote& note) {
  const auto& host = peers.addresses().host();
  const auto add_mention = [&](const json::Object& tag) {
    auto href = std::string(json::text(tag, "href").value_or(""));
    auto name = std::string(json::text(tag, "name").value_or(""));
    if (href.size() > kMaxUri || name.size() > kMaxName) return;
    if (!peers.addresses().account_in(href)) {
      // By its name, then, whatever page it links to. People write capitals; names have none.
      name = ascii::lower(name);
      if (!name.ends_with('@' + host)) return;
      href.clear();
    }
    if (note.mentions.size() < kMaxMentions) note.mentions.push_back({std::move(href), std::move(name)});
  };
  each_value(object, "tag", [&](const json::Value& value) {
    const auto* tag = value.if_object();
    if (!tag) return;
    const auto type = first_type(*tag, [](std::string_view t) { return t == "Mention" || t == "Hashtag"; });
    if (type == "Mention") return add_mention(*tag);
    auto name = one_line(json::text(*tag, "name").value_or(""));
    if (name.starts_with('#')) name.erase(0, 1);
    if (type == "Hashtag" && !name.empty() && note.hashtags.size() < kMaxHashtags) {
      note.hashtags.push_back(std::move(name));
    }
  });
}

// What a Page is about, where it is another page (Lemmy): linked below its words, unless they do so.
void link_what_it_shares(const json::Object& object, ReceivedNote& note) {
  std::size_t links = 0;
  each_value(object, "attachment", [&](const json::Value& value) {
    const auto* link = value.if_object();
    if (!link || links == kMaxAttachments ||
        first_type(*link, [](std::string_view type) { return type == "Link"; }).empty())
      return;
    ++links;
    const auto href = json::text(*link, "href").value_or("");
    const auto safe = text::escape_html(href);
    if (href.empty() || href.size() > kMaxUri || note.content.find(safe) != std::string::npos) return;
    const auto below = "<p><a href=\"" + safe + "\">" + safe + "</a></p>";
    if (note.content.size() + below.size() <= kMaxContent) note.content += below;
  });
}

// What has a title says it first. Of what is no text (a Video, an Event) the title alone is kept, as a link to its
// page.
void read_title(const json::Object& object, ReceivedNote& note) {
  constexpr std::size_t kMaxTitle = 1'000;  // bytes
  const auto is_one_of = [&](std::initializer_list<std::string_view> types) {
    const auto known = [&](std::string_view type) { return std::ranges::find(types, type) != types.end(); };
    return !first_type(object, known).empty();
  };
  const auto name = plain_lines(json::text(object, "name").value_or(""), kMaxTitle);
  if (is_one_of({"Note", "Question", "ChatMessage"})) return;
  // Here the summary says what it is about; it warns of something only where it is called sensitive.
  if (!note.sensitive) note.summary.clear();
  if (name.empty()) return;
  const auto title = text::escape_html(name);
  if (is_one_of({"Article", "Page"})) {
    const auto below_title = [&](const std::string& html) {
      return std::string(text::cut_at_character("<p><strong>" + title + "</strong></p>" + html, kMaxContent));
    };
    note.content = below_title(note.content);
    for (auto& other : note.translations) other.text = below_title(other.text);
    link_what_it_shares(object, note);
    return;
  }
  const auto page = text::escape_html(note.url.empty() ? note.id : note.url);
  note.content = "<p><a href=\"" + page + "\">" + title + "</a></p>";
  note.translations.clear();
}

double in_frame(const json::Value& value) {
  const auto number = value.is_double()  ? value.get_double()
                      : value.is_int64() ? static_cast<double>(value.get_int64())
                                         : 0.0;
  return number >= -1 && number <= 1 ? number : 0.0;
}

activity::FocalPoint read_focus(const json::Object& object) {
  const auto* pair = json::array(object, "focalPoint");
  if (!pair || pair->size() != 2) return {};
  return {in_frame((*pair)[0]), in_frame((*pair)[1])};
}

int read_size(const json::Object& object, std::string_view key) {
  const auto size = json::integer(object, key).value_or(0);
  return size > 0 && size <= 65'535 ? static_cast<int>(size) : 0;
}

// Of what does not say its media type: what its kind says.
std::string_view usual_type(std::string_view kind) {
  if (kind == "Image") return "image/*";
  if (kind == "Video") return "video/*";
  return kind == "Audio" ? "audio/*" : "";
}

// A picture or other file, where its server keeps it. The type is what it says it is: whoever shows it must not
// believe it.
std::optional<activity::Attachment> read_attachment(const json::Object& object, const Peers& peers) {
  const auto type = first_type(
      object, [](std::string_view t) { return t == "Document" || t == "Image" || t == "Video" || t == "Audio"; });
  activity::Attachment attachment;
  auto target = read_target(object, peers);
  if (type.empty() || target.href.empty()) return std::nullopt;
  attachment.url = std::move(target.href);
  // Older Pleroma says it of the Link alone.
  attachment.media_type = one_line(bare_media_type(json::text(object, "mediaType").value_or(target.media_type)));
  if (attachment.media_type.empty()) attachment.media_type = usual_type(type);
  // GoToSocial and Mastodon describe in `name`, Pleroma in `name` or `summary`.
  const auto name = json::text(object, "name").value_or(json::text(object, "summary").value_or(""));
  if (!name.empty()) attachment.alt.push_back({"und", plain_lines(name, kMaxDescription)});
  attachment.width = read_size(object, "width");
  attachment.height = read_size(object, "height");
  const auto blurhash = json::text(object, "blurhash").value_or("");
  const bool sound = blurhash.size() <= 120 && std::ranges::all_of(blurhash, [](char c) { return c > ' ' && c < 127; });
  if (sound) attachment.blurhash = blurhash;
  attachment.focus = read_focus(object);
  return attachment;
}

void read_attachments(const json::Object& object, const Peers& peers, ReceivedNote& note) {
  each_value(object, "attachment", [&](const json::Value& value) {
    const auto* one = value.if_object();
    if (!one || note.attachments.size() == kMaxAttachments) return;
    if (auto attachment = read_attachment(*one, peers)) note.attachments.push_back(std::move(*attachment));
  });
}

std::int64_t read_count(const json::Object& object) {
  const auto* replies = json::object(object, "replies");
  return replies ? std::max<std::int64_t>(json::integer(*replies, "totalItems").value_or(0), 0) : 0;
}

void read_poll(const json::Object& object, ReceivedNote& note) {
  activity::Question question;
  question.multiple = object.contains("anyOf");
  for (const auto* option : json::objects(object, question.multiple ? "anyOf" : "oneOf")) {
    auto name = one_line(json::text(*option, "name").value_or(""));
    if (name.empty() || question.options.size() == kMaxOptions) continue;
    question.options.push_back({std::move(name), read_count(*option)});
  }
  if (question.options.size() < 2) return;
  question.ends = read_time(object, "endTime").value_or(read_time(object, "closed").value_or(Timestamp{}));
  question.voters = std::max<std::int64_t>(json::integer(object, "votersCount").value_or(0), 0);
  note.question = std::move(question);
}

std::string read_quote(const json::Object& object) {
  for (const auto* name : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"}) {
    if (auto quoted = member_id(object, name); !quoted.empty()) return quoted;
  }
  // FEP-e232, as some write it alone.
  std::string linked;
  each_value(object, "tag", [&](const json::Value& value) {
    const auto* link = value.if_object();
    if (!linked.empty() || !link || json::text(*link, "type") != "Link") return;
    if (json::text(*link, "rel") == kQuoteRelation) linked = json::text_or_empty(*link, "href");
  });
  return linked.size() <= kMaxUri ? linked : std::string();
}

// By its last word, or as Friendica has it (".../followers/ana") by the last but one.
bool is_followers_collection(std::string_view uri) {
  return uri.ends_with("/followers") || uri.substr(0, uri.rfind('/')).ends_with("/followers");
}

}  // namespace

std::string followers_in(const ReceivedNote& note) {
  for (const auto* list : {&note.audience.to, &note.audience.cc}) {
    for (const auto& uri : *list) {
      if (is_followers_collection(uri) && same_origin(uri, note.attributed_to)) return uri;
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
  note.summary = plain_lines(json::text(object, "summary").value_or(""), kMaxDescription);
  note.sensitive = json::boolean(object, "sensitive").value_or(false);
  // A page elsewhere would show another's words as the author's own.
  if (auto page = read_page(object, peers); same_origin(page, note.id)) note.url = std::move(page);
  note.published = read_time(object, "published");
  note.updated = read_time(object, "updated");
  note.audience = read_audience(object);
  read_tags(object, peers, note);
  read_attachments(object, peers, note);
  read_poll(object, note);
  note.quote = read_quote(object);
  const auto name = json::text(object, "name");
  const bool plain = !first_type(object, [](std::string_view t) { return t == "Note"; }).empty();
  note.vote = plain && note.content.empty() && name.has_value() && !note.in_reply_to.empty();
  if (note.vote) note.choice = text::cut_at_character(*name, kMaxName);
  read_title(object, note);
  std::vector<std::string_view> texts{note.content, note.summary};
  for (const auto& other : note.translations) texts.emplace_back(other.text);
  note.emojis = read_emojis_in(object, peers, texts);
  return note;
}

}  // namespace chancery::activitypub
