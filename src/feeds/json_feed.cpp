// JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1).
#include <algorithm>

#include "base/json.hpp"
#include "feeds/feed_draft.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kMaxMembers = 500'000;

const json::Limits kLimits{.bytes = 4 * WebFeed::kMaxBytes, .depth = WebFeed::kMaxDepth, .members = kMaxMembers};

// How far the document is whole: behind the last item that is, in the list of the outermost object that holds it.
// Zero when there is none.
std::size_t whole_items(std::string_view text) {
  std::string open;
  bool quoted = false;
  std::size_t whole = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (open.size() >= WebFeed::kMaxDepth) break;
      open += c;
    } else if (c == '}' || c == ']') {
      if (open.empty()) break;
      open.pop_back();
      if (c == '}' && open == "{[") whole = at + 1;
    }
  }
  return whole;
}

std::string text_of(const json::Object& object, std::string_view key) {
  return std::string(json::text(object, key).value_or(std::string_view()));
}

// An id may be a number in feeds of version 1.0.
std::string id_of(const json::Object& item) {
  const auto* value = item.if_contains("id");
  if (value == nullptr) return {};
  if (value->is_string()) return plain_line(text_of(item, "id"));
  return value->is_number() ? boost::json::serialize(*value) : std::string();
}

std::string author_of(const json::Object& object) {
  const auto* authors = json::array(object, "authors");
  if (authors != nullptr && !authors->empty() && authors->front().is_object()) {
    return plain_line(text_of(authors->front().as_object(), "name"));
  }
  const auto* author = json::object(object, "author");
  return author == nullptr ? std::string() : plain_line(text_of(*author, "name"));
}

DraftEntry entry_of(const json::Object& item, const net::Url& base) {
  DraftEntry entry;
  entry.id.offer(0, id_of(item));
  entry.url.offer(0, absolute_address(text_of(item, "url"), base));
  entry.url.offer(1, absolute_address(text_of(item, "external_url"), base));
  entry.title.offer(0, plain_line(text_of(item, "title")));
  entry.content.offer(0, declared_plain(text_of(item, "content_text"), WebFeed::kMaxText, false));
  entry.content.offer(1, plain_text(text_of(item, "content_html")));
  entry.summary.offer(0, declared_plain(text_of(item, "summary"), WebFeed::kMaxText, false));
  entry.published.offer(0, text_of(item, "date_published"));
  entry.updated.offer(0, text_of(item, "date_modified"));
  entry.author.offer(0, author_of(item));
  entry.language.offer(0, text_of(item, "language"));
  for (const auto& tag : json::texts(item, "tags")) {
    auto category = plain_line(tag);
    if (entry.categories.size() < WebFeed::kMaxCategories && !category.empty()) {
      entry.categories.push_back(std::move(category));
    }
  }
  return entry;
}

}  // namespace

Result<DraftFeed> read_json_feed(std::string_view text, const net::Url& address) {
  DraftFeed feed;
  feed.kind = WebFeed::Kind::Json;
  auto document = json::parse_object(text, kLimits);
  if (!document) {
    const auto whole = whole_items(text);
    auto prefix = whole == 0 ? document : json::parse_object(std::string(text.substr(0, whole)) + "]}", kLimits);
    if (!prefix) {
      return fail(document.error().code, document.error().detail, "the feed cannot be read: " + document.error().hint);
    }
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(whole), '\n');
    feed.broken = "line " + std::to_string(line) + ": what follows is not whole JSON";
    document = std::move(prefix);
  }
  const auto* items = json::array(*document, "items");
  if (items == nullptr && text_of(*document, "version").find("jsonfeed.org") == std::string::npos) {
    return fail(Errc::Unsupported, "JSON without a list of items",
                "that is JSON, but no JSON Feed: it has neither a version of jsonfeed.org nor a list of items");
  }
  feed.title.offer(0, plain_line(text_of(*document, "title")));
  feed.language.offer(0, text_of(*document, "language"));
  feed.link.offer(0, absolute_address(text_of(*document, "home_page_url"), address));
  if (items == nullptr) return feed;
  for (const auto& item : *items) {
    if (feed.entries.size() >= WebFeed::kMaxEntries) {
      ++feed.left_out;
    } else if (item.is_object()) {
      feed.entries.push_back(entry_of(item.as_object(), address));
    } else {
      feed.entries.emplace_back();  // says nothing, and is counted so
    }
  }
  return feed;
}

}  // namespace chancery::feeds
