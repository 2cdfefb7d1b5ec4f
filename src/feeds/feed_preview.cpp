#include "feeds/feed_preview.hpp"

#include <algorithm>
#include <utility>

#include "feeds/feed_draft.hpp"
#include "feeds/feed_fetch.hpp"
#include "feeds/feed_news.hpp"

namespace chancery::feeds {
namespace {

constexpr std::size_t kShown = 5;

// The address meant by what was typed: https unless http is written.
Result<net::Url> typed_address(std::string_view typed) {
  const auto begin = typed.find_first_not_of(" \t\r\n");
  std::string text = begin == std::string_view::npos ? std::string() : std::string(typed.substr(begin));
  for (const std::string_view prefix : {"feed:https:", "feed:http:"}) {
    if (text.starts_with(prefix)) text.erase(0, 5);
  }
  if (text.starts_with("feed://")) text.replace(0, 4, "https");
  if (text.find("://") == std::string::npos) text.insert(0, "https://");
  static const auto kBase = net::Url::parse("https://host.invalid/").value();
  auto url = net::Url::parse(absolute_address(text, kBase));
  if (url && url->host() != kBase.host()) return url;
  return fail(Errc::Malformed, "no address of a feed", "write the feed's address, such as https://mfa.example/rss.xml");
}

Result<FetchedFeed> fetch_over_https(net::HttpClient& client, const net::Url& url, std::chrono::milliseconds deadline,
                                     Timestamp now) {
  auto fetched = fetch_feed(client, url, deadline, now);
  if (fetched || url.scheme() != "http" || fetched.error().code != Errc::Refused) return fetched;
  const auto safe = net::Url::parse("https" + url.text().substr(4));
  return safe ? fetch_feed(client, *safe, deadline, now) : fetched;
}

std::vector<FeedEntry> latest_of(std::vector<FeedEntry> entries) {
  const auto date = [](const FeedEntry& entry) { return entry.published ? entry.published : entry.updated; };
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const FeedEntry& a, const FeedEntry& b) { return date(a) > date(b); });
  if (entries.size() > kShown) entries.erase(entries.begin() + kShown, entries.end());
  return entries;
}

}  // namespace

Result<FeedPreview> preview_feed(net::HttpClient& client, std::string_view typed, Timestamp now,
                                 std::chrono::milliseconds deadline) {
  const auto url = typed_address(typed);
  if (!url) return fail(url.error());
  auto fetched = fetch_over_https(client, *url, deadline, now);
  if (!fetched) return fail(fetched.error());
  auto feed = read_web_feed(fetched->document.body, fetched->document.content_type, fetched->url);
  if (!feed) return fail(feed.error());
  FeedPreview preview{.address = fetched->moved.text(),
                      .title = feed->title.empty() ? fetched->url.host() : feed->title,
                      .language = feed->language,
                      .link = feed->link,
                      .kind = feed->kind,
                      .entries = feed->entries.size(),
                      .note = in_words(feed->repairs)};
  preview.latest = latest_of(std::move(feed->entries));
  return preview;
}

Result<RegisteredFeed> add_feed(store::Store& chancery, net::HttpClient& client, const NewFeed& feed,
                                std::chrono::milliseconds deadline) {
  const auto now = chancery.clock().now();
  auto preview = preview_feed(client, feed.address, now, deadline);
  if (!preview) return fail(preview.error());
  const auto id = chancery.ids().make<FeedId>();
  const FeedToRegister row{preview->address, preview->title, feed.actor};
  return chancery.write_now(
      [&](store::Transaction& tx) { return register_feed(tx, id, row, feed.by, chancery.clock().now()); });
}

}  // namespace chancery::feeds
