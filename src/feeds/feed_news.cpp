#include "feeds/feed_news.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "text/language.hpp"

namespace chancery::feeds {
namespace {

constexpr std::chrono::days kRefresh{1};  // how old a row may get before it is written anew

std::string short_hash(std::string_view text) {
  return crypto::to_hex(crypto::blake2b(text, {}, 16));
}

std::string revision_of(const FeedEntry& entry) {
  std::string all;
  for (const auto* part : {&entry.title, &entry.summary, &entry.url, &entry.language}) {
    all += *part;
    all += '\0';
  }
  return short_hash(all);
}

// The title, then the text, unless that begins with it.
std::string text_of(const FeedEntry& entry) {
  if (entry.summary.empty()) return entry.title;
  if (entry.title.empty() || entry.summary.starts_with(entry.title)) return entry.summary;
  return entry.title + "\n\n" + entry.summary;
}

// When the feed says it was said; never later than now.
std::optional<Timestamp> date_of(const FeedEntry& entry, Timestamp now) {
  const auto date = entry.published ? entry.published : entry.updated;
  return date ? std::optional(std::min(*date, now)) : std::nullopt;
}

FeedPost post_of(const FeedEntry& entry, const RegisteredFeed& feed, Timestamp time, Timestamp revised) {
  FeedPost post;
  post.id = feed.url + '#' + entry.id;
  // Revisions of one entry are compared as texts: whole seconds are of one length.
  post.rev = to_rfc3339(std::chrono::floor<std::chrono::seconds>(revised));
  post.text = text_of(entry);
  post.language = entry.language;
  post.link = entry.url;
  post.tags = entry.categories;
  post.time = time;
  return post;
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

}  // namespace

FeedNews news_of(const WebFeed& document, const RegisteredFeed& feed, const KnownEntries& known, Timestamp now) {
  FeedNews news;
  const bool first = !feed.last_success.has_value();
  for (const auto& entry : document.entries) {
    SeenEntry seen{short_hash(entry.id), revision_of(entry)};
    const auto before = known.find(seen.entry_hash);
    if (before == known.end()) {
      const auto date = date_of(entry, now);
      const bool fresh = date ? now - *date <= kFresh : !first;
      if (fresh) news.posts.push_back(post_of(entry, feed, date.value_or(now), date.value_or(now)));
    } else if (before->second.rev_hash != seen.rev_hash) {
      const auto changed = std::min(entry.updated.value_or(now), now);
      const bool dated = entry.updated && changed > before->second.seen_at - kFresh;
      news.posts.push_back(post_of(entry, feed, dated ? changed : now, now));
      news.posts.back().update = true;
    } else if (now - before->second.seen_at < kRefresh) {
      continue;
    }
    news.seen.push_back(std::move(seen));
  }
  std::stable_sort(news.posts.begin(), news.posts.end(),
                   [](const FeedPost& a, const FeedPost& b) { return a.time < b.time; });
  return news;
}

FeedBatch::FeedBatch(const RegisteredFeed& feed, const std::vector<FeedPost>& news, std::size_t bad_entries,
                     Timestamp now)
    : source(feed.source()), tags(news.size()), links(news.size()) {
  for (std::size_t i = 0; i < news.size(); ++i) {
    const auto& each = news[i];
    const auto count = std::min(each.tags.size(), activity::PublicPost::kMaxParts);
    tags[i].assign(each.tags.begin(), each.tags.begin() + static_cast<std::ptrdiff_t>(count));
    links[i] = each.link;
    activity::PublicPost post;
    post.id = each.id;
    post.author = feed.url;
    post.time = each.time;
    post.text = each.text;
    post.declared_language = each.language;
    post.rev = each.rev;
    post.update = each.update;
    post.tags = tags[i];
    if (!each.link.empty()) post.links = std::span(&links[i], 1);
    posts.push_back(post);
  }
  batch.posts = posts;
  batch.events = news.size() + bad_entries;
  batch.bad_lines = bad_entries;
  batch.source = source;
  batch.reached = now;
}

std::string in_words(const FeedRepairs& repairs) {
  std::vector<std::string> parts;
  if (repairs.encoding_corrected) {
    parts.push_back("read as " + repairs.encoding +
                    (repairs.declared_encoding.empty() ? ", though nothing is declared"
                                                       : ", though " + repairs.declared_encoding + " is declared"));
  }
  if (repairs.lost_characters > 0) {
    parts.push_back(plural(repairs.lost_characters, "character", "characters") + " could not be read");
  }
  if (repairs.controls_removed > 0) {
    parts.push_back(plural(repairs.controls_removed, "control character", "control characters") + " removed");
  }
  if (repairs.skipped > 0) {
    parts.push_back(plural(repairs.skipped, "entry says", "entries say") + " nothing or stand there twice");
  }
  if (repairs.left_out > 0) parts.push_back(plural(repairs.left_out, "entry", "entries") + " over 500 left out");
  if (!repairs.broken.empty()) parts.push_back(repairs.broken + ": what follows was not read");
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

}  // namespace chancery::feeds
