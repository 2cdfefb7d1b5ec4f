#include "feeds/web_feed.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "base/media_type.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "feeds/feed_draft.hpp"
#include "feeds/feed_encoding.hpp"
#include "feeds/feed_time.hpp"
#include "text/html_tokens.hpp"
#include "text/language.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kMaxLinked = 10;
constexpr std::size_t kLook = 256 * 1024;  // of a web page
constexpr int kLongestPeriod = 366 * 24 * 60;

bool is_json(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '{';
}

bool is_web_page(std::string_view text, std::string_view content_type) {
  const auto head = ascii::lower(text.substr(0, kLook));
  return head.find("<html") != std::string::npos || head.find("<!doctype html") != std::string::npos ||
         bare_media_type(content_type) == "text/html";
}

tl::unexpected<Error> no_feed(std::string_view text, std::string_view content_type, const net::Url& address) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return fail(Errc::Malformed, "an empty document", "the address answered with an empty document");
  }
  if (!is_web_page(text, content_type)) {
    return fail(Errc::Unsupported, "neither RSS nor Atom nor JSON Feed",
                "that is no feed: neither RSS nor Atom nor JSON Feed");
  }
  const auto linked = linked_feeds(text, address);
  if (linked.empty()) {
    return fail(
        Errc::Unsupported, "a web page that names no feed",
        "that is a web page, not a feed, and it names none; ask the site for the address of its RSS or Atom feed");
  }
  return fail(Errc::Unsupported, "a web page", "that is a web page, not a feed; its feed is at " + linked.front());
}

std::string language_of(const std::string& declared) {
  const auto tag = text::canonical_language(declared);
  return tag == "und" ? std::string() : tag;
}

int whole_number(const std::string& text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<std::chrono::minutes> period_of(const DraftFeed& draft) {
  if (const int ttl = whole_number(draft.ttl.value()); ttl > 0) {
    return std::chrono::minutes{std::min(ttl, kLongestPeriod)};
  }
  const auto name = ascii::lower(draft.update_period.value());
  const int minutes = name == "hourly"    ? 60
                      : name == "daily"   ? 24 * 60
                      : name == "weekly"  ? 7 * 24 * 60
                      : name == "monthly" ? 30 * 24 * 60
                      : name == "yearly"  ? 365 * 24 * 60
                                          : 0;
  if (minutes == 0) return std::nullopt;
  const int frequency = std::clamp(whole_number(draft.update_frequency.value()), 1, 1'000);
  return std::chrono::minutes{std::max(minutes / frequency, 1)};
}

std::string hashed_id(const FeedEntry& entry) {
  const auto digest = crypto::blake2b(entry.title + '\n' + entry.summary, {}, 16);
  return "hash:" + crypto::to_hex(digest);
}

// Ids under which entries of different addresses stand: some software gives every entry the same.
std::set<std::string, std::less<>> shared_ids(const std::vector<DraftEntry>& drafts) {
  std::map<std::string_view, std::string_view> address_of;
  std::set<std::string, std::less<>> shared;
  for (const auto& draft : drafts) {
    if (draft.id.empty() || draft.url.empty()) continue;
    const auto [known, is_new] = address_of.emplace(draft.id.value(), draft.url.value());
    if (!is_new && known->second != draft.url.value()) shared.insert(draft.id.value());
  }
  return shared;
}

FeedEntry entry_of(DraftEntry& draft, const std::string& language, bool id_is_shared, const net::Url& address) {
  FeedEntry entry;
  entry.url = draft.url.value();
  entry.title = draft.title.value();
  entry.summary = draft.content.empty() ? draft.summary.value() : draft.content.value();
  entry.author = draft.author.value();
  entry.published = parse_feed_time(draft.published.value());
  entry.updated = parse_feed_time(draft.updated.value());
  entry.language = language_of(draft.language.value());
  if (entry.language.empty()) entry.language = language;
  entry.categories = std::move(draft.categories);
  if (entry.url.empty() && draft.id_is_address && draft.id.value().starts_with("http")) {
    entry.url = absolute_address(draft.id.value(), address);
  }
  entry.id = id_is_shared ? std::string() : draft.id.value();
  if (entry.id.empty()) entry.id = entry.url;
  if (entry.id.empty() && !(entry.title.empty() && entry.summary.empty())) entry.id = hashed_id(entry);
  return entry;
}

WebFeed finish(DraftFeed draft, const DecodedDocument& document, const net::Url& address) {
  WebFeed feed;
  feed.kind = draft.kind;
  feed.title = draft.title.value();
  feed.language = language_of(draft.language.value());
  feed.link = draft.link.value();
  feed.period = period_of(draft);
  feed.repairs = {.encoding = document.encoding,
                  .declared_encoding = document.declared,
                  .encoding_corrected = document.corrected,
                  .lost_characters = document.lost_characters,
                  .controls_removed = draft.controls_removed,
                  .left_out = draft.left_out,
                  .broken = draft.broken};
  const auto shared = shared_ids(draft.entries);
  std::set<std::string, std::less<>> ids;
  for (auto& each : draft.entries) {
    auto entry = entry_of(each, feed.language, shared.contains(each.id.value()), address);
    const bool says_nothing = entry.title.empty() && entry.summary.empty() && entry.url.empty();
    if (says_nothing || !ids.insert(entry.id).second) {
      ++feed.repairs.skipped;
    } else {
      feed.entries.push_back(std::move(entry));
    }
  }
  return feed;
}

}  // namespace

bool FeedRepairs::none() const {
  return !encoding_corrected && lost_characters == 0 && controls_removed == 0 && skipped == 0 && left_out == 0 &&
         broken.empty();
}

std::string_view to_string(WebFeed::Kind kind) {
  switch (kind) {
    case WebFeed::Kind::Rss:
      return "RSS";
    case WebFeed::Kind::Atom:
      return "Atom";
    case WebFeed::Kind::Json:
      return "JSON Feed";
  }
  return "";
}

Result<WebFeed> read_web_feed(std::string_view bytes, std::string_view content_type, const net::Url& address) {
  if (bytes.size() > WebFeed::kMaxBytes) {
    return fail(Errc::TooLarge, "a feed over 5 MiB", "the feed is larger than 5 MiB");
  }
  const auto document = decode_document(bytes, content_type);
  const bool json = is_json(document.text);
  if (!json && !find_feed_root(document.text)) return no_feed(document.text, content_type, address);
  auto draft = json ? read_json_feed(document.text, address) : read_xml_feed(document.text, address);
  if (!draft) return fail(draft.error());
  return finish(std::move(*draft), document, address);
}

std::vector<std::string> linked_feeds(std::string_view html, const net::Url& address) {
  static constexpr std::string_view kTypes[] = {"application/rss+xml", "application/atom+xml", "application/feed+json"};
  std::vector<std::string> found;
  text::HtmlTokens tokens(html.substr(0, kLook));
  while (const auto token = tokens.next()) {
    if (found.size() == kMaxLinked) break;
    if (token->kind != text::HtmlToken::Kind::Start || token->name != "link") continue;
    const auto rel = ascii::lower(token->attribute("rel").value_or(""));
    const auto type = ascii::lower(token->attribute("type").value_or(""));
    const bool feed = std::any_of(std::begin(kTypes), std::end(kTypes),
                                  [&](std::string_view known) { return type.starts_with(known); });
    if (!feed || rel.find("alternate") == std::string::npos) continue;
    auto url = absolute_address(token->attribute("href").value_or(""), address);
    if (!url.empty() && std::find(found.begin(), found.end(), url) == found.end()) found.push_back(std::move(url));
  }
  return found;
}

}  // namespace chancery::feeds
