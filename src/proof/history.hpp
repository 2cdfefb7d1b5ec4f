// What the log knows of a post: found by its link, or by its words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "base/clock.hpp"
#include "proof/heads.hpp"
#include "proof/log.hpp"
#include "store/store.hpp"

namespace chancery::proof {

// One part of what was said. `bytes` is gone once the post was removed.
struct KeptOpening {
  std::string salt;
  std::optional<std::string> bytes;
};

// One leaf of a post.
struct Entry {
  Leaf leaf;
  Kind kind = Kind::Published;
  std::int64_t version = 0;
  Timestamp at;
  bool matches = false;               // this version has the words that were looked for
  std::vector<KeptOpening> openings;  // none once erased
};

struct History {
  std::string note;
  std::vector<Entry> entries;  // in order, at least one
};

struct Answer {
  std::optional<Head> head;        // the newest: what proofs lead to
  std::optional<Timestamp> since;  // what the log covers begins here
  std::vector<History> posts;      // newest first; empty: not on the channels this log covers
  bool more = false;               // there is more than an answer holds
};

inline constexpr std::size_t kMaxPosts = 8;             // of one answer
inline constexpr std::size_t kMaxEntries = 100;         // of one post
inline constexpr std::size_t kMaxAnswer = 1024 * 1024;  // bytes of openings in one answer

// The address of a note of ours, or of our sharing something, as people copy it: spaces around it, a query, a fragment
// or a closing slash do not count. Another address finds nothing.
[[nodiscard]] Answer find_link(store::Snapshot& snapshot, const activity::Addresses& addresses, std::string_view link);
// A whole text, not a part of one, in the sense of same_words. Fails with Errc::TooLarge over kMaxText, Invalid without
// a word.
[[nodiscard]] Result<Answer> find_text(store::Snapshot& snapshot, const Log& log, std::string_view text);

}  // namespace chancery::proof
