// Feeds for readers of news: RSS 2.0, the Atom Syndication Format (RFC 4287) and JSON Feed 1.1. Whole texts, each with
// its language, pictures as enclosures.
//
// Pure: the same values give the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace chancery::pages {

struct FeedPicture {
  std::string url;
  std::string type;  // "image/webp"
  std::string alt;
  int width = 0;
  int height = 0;
};

struct FeedEntry {
  std::string id;   // URI, for ever
  std::string url;  // its page
  std::string title;
  std::string html;
  std::string language;  // BCP 47; empty when unknown
  std::string warning;
  std::string author;
  std::string author_url;
  Timestamp published;
  Timestamp updated;  // not before `published`
  std::vector<FeedPicture> pictures;
  std::vector<std::string> tags;
};

struct Feed {
  std::string title;
  std::string description;
  std::string language;
  std::string page_url;
  std::string self_url;
  Timestamp updated;  // of the newest entry; of an empty feed: when its account was made
  std::vector<FeedEntry> entries;
};

[[nodiscard]] std::string rss(const Feed& feed);
[[nodiscard]] std::string atom(const Feed& feed);
[[nodiscard]] std::string json_feed(const Feed& feed);

// Text for XML 1.0: escaped, and without the characters it cannot hold (section 2.2).
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace chancery::pages
