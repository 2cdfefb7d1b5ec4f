#include "atproto/post_record.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "activity/public_post.hpp"
#include "atproto/identifiers.hpp"

namespace chancery::atproto {
namespace {

namespace ondemand = simdjson::ondemand;

using json::each_item;
using json::each_member;
using json::is;
using json::kBroken;
using json::kFine;
using json::Refusal;
using json::walk;

constexpr std::size_t kMaxUri = 8'192;  // atproto.com/specs/at-uri-scheme
constexpr std::size_t kMaxLanguage = 128;
constexpr std::size_t kMaxTag = 640;  // app.bsky.feed.post

// What a value begins with says what it is.
bool opens(ondemand::value value, char bracket) {
  return value.raw_json_token().front() == bracket;
}

// A value that hangs on a post and may be anything: `read` has the object or the list, what is neither is passed over.
template <class Read>
Refusal object_or_nothing(ondemand::value value, std::size_t depth, Read read) {
  ondemand::object object;
  if (depth == 0 || !opens(value, '{')) return walk(value, depth);
  return value.get_object().get(object) ? kBroken : read(object, depth - 1);
}
template <class Read>
Refusal list_or_nothing(ondemand::value value, std::size_t depth, Read read) {
  ondemand::array list;
  if (depth == 0 || !opens(value, '[')) return walk(value, depth);
  return value.get_array().get(list) ? kBroken : read(list, depth - 1);
}

// A text, or null for what is none or too long: it is then passed over.
Refusal text_or_nothing(ondemand::value value, std::size_t depth, std::size_t most, std::string_view& into) {
  into = {};
  if (!opens(value, '"')) return walk(value, depth);
  std::string_view text;
  if (value.get_string().get(text)) return kBroken;
  if (text.size() <= most && simdjson::validate_utf8(text)) into = text;
  return kFine;
}

// Once each; a post with more than kMaxParts is nobody's.
void add(std::vector<std::string_view>& list, std::string_view part) {
  if (part.empty() || list.size() == activity::PublicPost::kMaxParts) return;
  if (std::ranges::find(list, part) == list.end()) list.push_back(part);
}

void add_tag(std::vector<std::string_view>& tags, std::string_view tag) {
  if (tag.starts_with('#')) tag.remove_prefix(1);
  add(tags, tag);
}

Refusal read_text(ondemand::value value, std::string_view& into, std::size_t most, Refusal why) {
  into = json::text(value, most);
  return into.data() == nullptr ? why : kFine;
}

Refusal read_langs(ondemand::value value, PostRecord& post) {
  ondemand::array langs;
  if (value.get_array().get(langs)) return "langs is not a list";
  bool first = true;
  return each_item(langs, [&](ondemand::value item) {
    const auto tag = json::plain(item);
    if (tag.data() == nullptr || tag.size() > kMaxLanguage || !is_printable_ascii(tag)) {
      return "langs holds something else than language tags";
    }
    if (std::exchange(first, false)) post.language = tag;
    return kFine;
  });
}

Refusal read_reply(ondemand::value value, std::size_t depth, PostRecord& post) {
  constexpr Refusal kWhy = "reply is not {parent: {uri}}";
  ondemand::object reply;
  if (value.get_object().get(reply)) return kWhy;
  return each_member(reply, [&](ondemand::raw_json_string key, ondemand::value member) {
    if (!is(key, "parent")) return walk(member, depth);
    ondemand::object parent;
    if (member.get_object().get(parent)) return kWhy;
    return each_member(parent, [&](ondemand::raw_json_string inner, ondemand::value part) {
      return is(inner, "uri") ? read_text(part, post.in_reply_to, kMaxUri, kWhy) : walk(part, depth);
    });
  });
}

// One of app.bsky.richtext.facet's: #link has a uri, #mention a did, #tag a tag.
Refusal read_feature(ondemand::object feature, std::size_t depth, PostRecord& post) {
  return each_member(feature, [&](ondemand::raw_json_string key, ondemand::value value) {
    std::string_view text;
    Refusal refusal = kFine;
    if (is(key, "uri")) {
      refusal = text_or_nothing(value, depth, kMaxUri, text);
      add(post.links, text);
    } else if (is(key, "did")) {
      refusal = text_or_nothing(value, depth, kMaxUri, text);
      if (is_did(text)) add(post.mentions, text);
    } else if (is(key, "tag")) {
      refusal = text_or_nothing(value, depth, kMaxTag, text);
      add_tag(post.tags, text);
    } else {
      refusal = walk(value, depth);
    }
    return refusal;
  });
}

Refusal read_facets(ondemand::array facets, std::size_t depth, PostRecord& post) {
  return each_item(facets, [&](ondemand::value item) {
    return object_or_nothing(item, depth, [&](ondemand::object facet, std::size_t below) {
      return each_member(facet, [&](ondemand::raw_json_string key, ondemand::value value) {
        if (!is(key, "features")) return walk(value, below);
        return list_or_nothing(value, below, [&](ondemand::array features, std::size_t inner) {
          return each_item(features, [&](ondemand::value feature) {
            return object_or_nothing(feature, inner, [&](ondemand::object object, std::size_t innermost) {
              return read_feature(object, innermost, post);
            });
          });
        });
      });
    });
  });
}

// The record that is embedded: {uri, cid}, or within recordWithMedia {record: {uri, cid}}. Lists, feeds and people
// can be embedded too; only a post is quoted.
Refusal read_quoted(ondemand::object record, std::size_t depth, PostRecord& post) {
  return each_member(record, [&](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "uri")) {
      std::string_view uri;
      const auto refusal = text_or_nothing(value, depth, kMaxUri, uri);
      if (uri.find("/app.bsky.feed.post/") != std::string_view::npos) post.quote_of = uri;
      return refusal;
    }
    if (!is(key, "record")) return walk(value, depth);
    return object_or_nothing(
        value, depth, [&](ondemand::object inner, std::size_t below) { return read_quoted(inner, below, post); });
  });
}

Refusal read_external(ondemand::object external, std::size_t depth, PostRecord& post) {
  return each_member(external, [&](ondemand::raw_json_string key, ondemand::value value) {
    if (!is(key, "uri")) return walk(value, depth);
    std::string_view uri;
    const auto refusal = text_or_nothing(value, depth, kMaxUri, uri);
    add(post.links, uri);
    return refusal;
  });
}

// app.bsky.embed.images, .gallery, .video, .external, .record and .recordWithMedia differ in their members' names.
Refusal read_embed(ondemand::object embed, std::size_t depth, PostRecord& post) {
  return each_member(embed, [&](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "images") || is(key, "items")) {
      return list_or_nothing(value, depth, [&](ondemand::array pictures, std::size_t below) {
        return each_item(pictures, [&](ondemand::value picture) {
          post.media = true;
          return walk(picture, below);
        });
      });
    }
    if (is(key, "video")) post.media = post.media || opens(value, '{');
    const bool external = is(key, "external");
    const bool record = is(key, "record");
    if (!external && !record && !is(key, "media")) return walk(value, depth);
    return object_or_nothing(value, depth, [&](ondemand::object part, std::size_t below) {
      if (external) return read_external(part, below, post);
      if (record) return read_quoted(part, below, post);
      return read_embed(part, below, post);
    });
  });
}

Refusal read_tags(ondemand::array tags, std::size_t depth, PostRecord& post) {
  return each_item(tags, [&](ondemand::value item) {
    std::string_view tag;
    const auto refusal = text_or_nothing(item, depth, kMaxTag, tag);
    add_tag(post.tags, tag);
    return refusal;
  });
}

}  // namespace

void PostRecord::clear() {
  text = language = in_reply_to = repost_of = quote_of = {};
  media = false;
  links.clear();
  mentions.clear();
  tags.clear();
}

Refusal read_post_record(ondemand::object record, std::size_t depth, PostRecord& post) {
  post.clear();
  return each_member(record, [&](ondemand::raw_json_string key, ondemand::value value) {
    if (is(key, "text")) {
      return read_text(value, post.text, kMaxText, "text is no text, not UTF-8, or too long");
    }
    const bool langs = is(key, "langs");
    if (langs || is(key, "reply")) {
      bool null = false;
      if (value.is_null().get(null)) return kBroken;
      if (null) return kFine;
      return langs ? read_langs(value, post) : read_reply(value, depth, post);
    }
    if (is(key, "facets")) {
      return list_or_nothing(
          value, depth, [&](ondemand::array facets, std::size_t below) { return read_facets(facets, below, post); });
    }
    if (is(key, "embed")) {
      return object_or_nothing(
          value, depth, [&](ondemand::object embed, std::size_t below) { return read_embed(embed, below, post); });
    }
    if (is(key, "tags")) {
      return list_or_nothing(value, depth,
                             [&](ondemand::array tags, std::size_t below) { return read_tags(tags, below, post); });
    }
    return walk(value, depth);
  });
}

// An AT URI needs no escapes: it is taken as it is spelled. What follows the subject is nobody's business.
Refusal read_repost_record(ondemand::object record, PostRecord& post) {
  constexpr Refusal kWhy = "subject is not {uri}";
  post.clear();
  post.text = "";
  return each_member(record, [&](ondemand::raw_json_string key, ondemand::value value) -> Refusal {
    if (!is(key, "subject")) return json::skip(value);
    ondemand::object subject;
    if (value.get_object().get(subject)) return kWhy;
    const auto refusal = each_member(subject, [&](ondemand::raw_json_string inner, ondemand::value part) {
      if (!is(inner, "uri")) return json::skip(part);
      post.repost_of = json::plain(part);
      return post.repost_of.size() <= kMaxUri && is_printable_ascii(post.repost_of) ? kFine : kWhy;
    });
    if (refusal != kFine || post.repost_of.data() == nullptr) return kWhy;
    return json::kEnough;
  });
}

}  // namespace chancery::atproto
