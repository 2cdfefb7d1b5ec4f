// The reading list: what the institutions our accounts follow said or shared, for our people to read. Never public.
//
// Of what they shared only the address is kept: it may be a private person's.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note_parts.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

inline constexpr std::chrono::days kReadingKept{90};

struct Reading {
  std::int64_t id = 0;
  std::string uri;        // of the note
  std::string author;     // URI; empty when it was shared
  std::string shared_by;  // URI; empty when it is the author's own
  std::string summary;    // plain text
  std::string content;    // HTML, sanitised
  std::string language;
  std::string url;  // its page
  Timestamp published;
  Timestamp updated;
  Timestamp received;
  activity::NoteParts parts;  // attachments, emojis and `sensitive` alone
};

// Each gives whether it changed something.
bool add_reading(store::Transaction& tx, const Reading& reading);
// Its author changed it later than what is kept.
bool change_reading(store::Transaction& tx, const Reading& reading);
// The author took it back, or who shared it did.
bool remove_reading(store::Transaction& tx, std::string_view uri, std::string_view author);
bool remove_shared(store::Transaction& tx, std::string_view uri, std::string_view shared_by);
void remove_shared(store::Transaction& tx, std::int64_t id, std::string_view shared_by);
// Who wrote the note of this address; empty when it is not on the list, or was only shared.
[[nodiscard]] std::string author_of_reading(store::Transaction& tx, std::string_view uri);
// Removes at most `limit` of what was received before; returns how many.
std::size_t forget_readings(store::Transaction& tx, Timestamp before, std::size_t limit);

// Newest first, before the id `before` (0: from the newest); of one author, or of all (empty).
struct ReadingFilter {
  std::string by;
  std::int64_t before = 0;
  std::size_t limit = 50;
};
[[nodiscard]] std::vector<Reading> readings(store::Snapshot& snapshot, const ReadingFilter& filter);
[[nodiscard]] std::optional<Reading> reading_by_id(store::Snapshot& snapshot, std::int64_t id);
[[nodiscard]] std::optional<Reading> reading_by_id(store::Transaction& tx, std::int64_t id);
// Whether its whole conversation is wanted.
[[nodiscard]] bool is_conversation_wanted(store::Snapshot& snapshot, std::string_view uri);

}  // namespace chancery::activitypub
