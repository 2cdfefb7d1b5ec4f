// What the readers of XML and of JSON have in common: an entry as the feed writes it, and how it becomes ours. For
// this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "feeds/web_feed.hpp"
#include "net/url.hpp"

namespace chancery::feeds {

// A text of which a feed may give several: the better one stays, of equals the first.
class RankedText {
 public:
  void offer(int rank, std::string_view value) {
    if (value.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    if (rank_ <= rank) return;
    rank_ = rank;
    value_ = value;
  }
  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
  static constexpr int kNone = 99;
  int rank_ = kNone;
  std::string value_;
};

// Plain text already, addresses absolute already; dates and languages as they stand there.
struct DraftEntry {
  RankedText id, url, title, content, summary, published, updated, author, language;
  std::vector<std::string> categories;
  bool id_is_address = false;  // a guid that claims to be a permanent link
};
struct DraftFeed {
  WebFeed::Kind kind = WebFeed::Kind::Rss;
  RankedText title, language, link, ttl, update_period, update_frequency;
  std::vector<DraftEntry> entries;  // at most WebFeed::kMaxEntries
  std::size_t left_out = 0;
  std::size_t controls_removed = 0;
  std::string broken;
};

// HTML, or text that looks like it, as plain text of one line or of many. Cut at `most` bytes, without control and
// invisible characters that turn the direction of writing.
[[nodiscard]] std::string plain_line(std::string_view html, std::size_t most = WebFeed::kMaxLine);
[[nodiscard]] std::string plain_text(std::string_view html, std::size_t most = WebFeed::kMaxText);
// The same for what is declared to be plain text: markup in it is taken for markup all the same.
[[nodiscard]] std::string declared_plain(std::string_view text, std::size_t most, bool one_line);
// An absolute http or https address with its fragment, or empty. Blanks and letters beyond ASCII are escaped, a host
// beyond ASCII gets its xn-- form.
[[nodiscard]] std::string absolute_address(std::string_view reference, const net::Url& base);

// `text` is UTF-8. Fails with Errc::Malformed when not even the feed's beginning can be read, and with
// Errc::Unsupported when it is JSON of another kind.
[[nodiscard]] Result<DraftFeed> read_xml_feed(std::string_view text, const net::Url& address);
[[nodiscard]] Result<DraftFeed> read_json_feed(std::string_view text, const net::Url& address);

// Where the root element of a feed begins: comments, declarations and what else stands before it are passed over.
// Nothing when there is none.
[[nodiscard]] std::optional<std::size_t> find_feed_root(std::string_view text);

}  // namespace chancery::feeds
