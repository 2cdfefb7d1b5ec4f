// What listening reads of the records app.bsky.feed.post and app.bsky.feed.repost.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/json_lines.hpp"

namespace chancery::atproto {

inline constexpr std::size_t kMaxText = 30'000;  // ten times what app.bsky.feed.post allows

// The views lie in the line or, unescaped, in the parser's memory. The lists keep their memory from one record to
// the next.
//
// Records come from anybody's software, unchecked. What makes the post (text, langs, reply, subject) must be as the
// lexicon says; what hangs on it (facets, embed, tags) is taken as far as it can be read.
struct PostRecord {
  std::string_view text;  // null until there is one
  std::string_view language;
  std::string_view in_reply_to;
  std::string_view repost_of;
  std::string_view quote_of;
  bool media = false;
  std::vector<std::string_view> links;
  std::vector<std::string_view> mentions;
  std::vector<std::string_view> tags;

  void clear();
};

// Both clear `into` first and read the record to its last bracket; `depth` levels may be open below it. They give why
// the event is refused, or kFine.
[[nodiscard]] json::Refusal read_post_record(simdjson::ondemand::object record, std::size_t depth, PostRecord& into);
// A share of a post: its subject, and a text that is empty.
[[nodiscard]] json::Refusal read_repost_record(simdjson::ondemand::object record, PostRecord& into);

}  // namespace chancery::atproto
