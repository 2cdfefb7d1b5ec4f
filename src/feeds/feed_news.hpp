// Which entries of a feed are news, and how they become public posts. Pure; for this folder.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "activity/public_post.hpp"
#include "base/clock.hpp"
#include "feeds/web_feed.hpp"
#include "feeds/web_feeds.hpp"

namespace chancery::feeds {

// What is older when it is first seen is known from then on, and not given: a feed that is registered, or that moves
// its whole archive, is no burst.
inline constexpr std::chrono::days kFresh{7};

// An entry that is given on: the memory its PublicPost looks into.
struct FeedPost {
  std::string id;
  std::string rev;
  std::string text;
  std::string language;
  std::string link;
  std::vector<std::string> tags;
  Timestamp time;
  bool update = false;
};

struct FeedNews {
  std::vector<FeedPost> posts;  // the oldest first
  std::vector<SeenEntry> seen;  // whose row is to be written
};

// `known` is what was given of this feed before. An entry nobody knew is given when it is dated within kFresh of
// `now`, and on any poll but the first when it bears no date. One whose text, title, address or language changed is
// given as an update. What vanished is not taken down: feeds hold the latest entries only.
[[nodiscard]] FeedNews news_of(const WebFeed& document, const RegisteredFeed& feed, const KnownEntries& known,
                               Timestamp now);

// The batch that gives them on: views into `posts` and `memory`, which must live as long.
struct FeedBatch {
  std::string source;
  std::vector<std::vector<std::string_view>> tags;
  std::vector<std::string_view> links;
  std::vector<activity::PublicPost> posts;
  activity::PostBatch batch;

  FeedBatch(const RegisteredFeed& feed, const std::vector<FeedPost>& news, std::size_t bad_entries, Timestamp now);
  FeedBatch(const FeedBatch&) = delete;
  FeedBatch& operator=(const FeedBatch&) = delete;
};

// "read as windows-1251, though utf-8 is declared; line 12: mismatched tag: …": for people. Empty when nothing is
// wrong.
[[nodiscard]] std::string in_words(const FeedRepairs& repairs);

}  // namespace chancery::feeds
