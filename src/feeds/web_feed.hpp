// Feeds of web pages: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, read into one shape.
//
// Read tolerantly, because feeds are written by many hands: what can be understood is given, and what was wrong with
// the document is reported beside it. What cannot be read is never guessed at in silence.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/url.hpp"

namespace chancery::feeds {

// All texts are plain text in valid UTF-8 without control characters, whatever HTML the feed holds. Addresses are
// absolute http or https ones, or empty.
struct FeedEntry {
  std::string id;       // guid, atom:id; else the address; else a hash of title and text. Unique in its feed
  std::string url;      // of the page
  std::string title;    // one line
  std::string summary;  // the whole text where the feed gives it, else its summary
  std::optional<Timestamp> published;
  std::optional<Timestamp> updated;
  std::string author;    // as the feed names a person, or empty
  std::string language;  // BCP 47: the entry's own, else the feed's, else empty
  std::vector<std::string> categories;

  friend bool operator==(const FeedEntry&, const FeedEntry&) = default;
};

// What was wrong with a document that could be read all the same.
struct FeedRepairs {
  std::string encoding;             // what the bytes were read as: "UTF-8", "windows-1251"
  std::string declared_encoding;    // what the feed or its server says they are; empty when neither does
  bool encoding_corrected = false;  // they are not what was declared
  std::size_t lost_characters = 0;  // no encoding explains them: each is U+FFFD in the text
  std::size_t controls_removed = 0;
  std::size_t skipped = 0;   // entries that say nothing, or stand there twice
  std::size_t left_out = 0;  // entries over kMaxEntries
  std::string broken;        // "line 12: mismatched tag": what came before is given. Empty when the document is whole

  // Nothing to tell anybody.
  [[nodiscard]] bool none() const;
};

struct WebFeed {
  enum class Kind { Rss, Atom, Json } kind = Kind::Rss;
  std::string title;
  std::string language;  // BCP 47, or empty
  std::string link;      // the page it belongs to
  std::vector<FeedEntry> entries;
  std::optional<std::chrono::minutes> period;  // how seldom it asks to be read (ttl, sy:updatePeriod)
  FeedRepairs repairs;

  static constexpr std::size_t kMaxBytes = 5 * 1024 * 1024;  // of a document
  static constexpr std::size_t kMaxEntries = 500;
  static constexpr std::size_t kMaxDepth = 64;
  static constexpr std::size_t kMaxText = 32 * 1024;  // bytes of a summary; the rest is cut off
  static constexpr std::size_t kMaxLine = 2'048;      // bytes of a title, an id, a name
  static constexpr std::size_t kMaxCategories = 32;   // of an entry
};
[[nodiscard]] std::string_view to_string(WebFeed::Kind kind);  // "RSS", "Atom", "JSON Feed"

// Reads a document fetched from `address` with this Content-Type (empty: none was given). Relative addresses are seen
// from `address`. Linear in the bytes; no document type, no entity of the document's own, nothing external is read.
// Fails with Errc::TooLarge, Errc::Unsupported (a web page: the hint names the feed it points to; or some other kind
// of document) or Errc::Malformed (a feed of which nothing is whole; the hint says what and where).
[[nodiscard]] Result<WebFeed> read_web_feed(std::string_view bytes, std::string_view content_type,
                                            const net::Url& address);

// The feeds a web page points to (<link rel="alternate" type="application/rss+xml">), in its order, at most ten.
[[nodiscard]] std::vector<std::string> linked_feeds(std::string_view html, const net::Url& address);

}  // namespace chancery::feeds
