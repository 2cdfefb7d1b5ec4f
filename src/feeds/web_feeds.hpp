// The feeds an institution reads: who registered them, how they are doing, when they are read next.
//
// They stand in chancery.db. What their entries say stands nowhere here, only hashes of what was given on already.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::feeds {

using FeedId = Id<struct WebFeedTag>;

enum class FeedState {
  Active,
  Paused,  // by a person
  Gone,    // its server said 410: it is read no more
};
[[nodiscard]] std::string_view to_string(FeedState state);  // "active", "paused", "gone"

// How a feed is doing: fit to be shown to staff as it stands.
struct RegisteredFeed {
  FeedId id;
  std::string url;      // as it was registered: the feed's name for ever
  std::string address;  // where it is now: a permanent redirect moves it
  std::string title;
  std::optional<std::int64_t> actor;  // of the register of public actors
  std::string added_by;               // "user:anna", as in the audit log
  Timestamp added_at;
  FeedState state = FeedState::Active;
  Timestamp next_poll;  // tells nothing unless it is active
  std::optional<Timestamp> last_poll;
  std::optional<Timestamp> last_success;
  int failures = 0;        // in a row
  int last_status = 0;     // of HTTP; 0: no answer, or not asked yet
  std::string last_error;  // empty when the last poll went well
  std::string last_note;   // what was wrong with the document that was read all the same
  std::int64_t entries_seen = 0;

  std::string etag, last_modified;  // for the poller, like the next
  std::chrono::seconds interval{0};

  // PostBatch::source of what it says.
  [[nodiscard]] std::string source() const { return "feed:" + url; }
};

inline constexpr std::size_t kMaxFeeds = 1'000;

[[nodiscard]] std::vector<RegisteredFeed> registered_feeds(store::Snapshot& snapshot);  // by title
[[nodiscard]] std::optional<RegisteredFeed> registered_feed(store::Snapshot& snapshot, FeedId id);

// RegisteredFeed::source of the active ones, by name. What the public may know of them, listen::notice decides.
[[nodiscard]] std::vector<std::string> feed_sources(store::Snapshot& snapshot);

struct FeedTotals {
  std::size_t active = 0;  // failing ones too
  std::size_t paused = 0;
  std::size_t gone = 0;
  std::size_t failing = 0;  // active ones whose last poll failed
  std::optional<Timestamp> last_poll;
  std::optional<Timestamp> next_poll;
};
[[nodiscard]] FeedTotals feed_totals(store::Snapshot& snapshot);

// `by` is who does it, as the audit log writes it; each adds an entry there ("feed.add", "feed.remove", "feed.pause",
// "feed.resume") in the same transaction.
struct FeedToRegister {
  std::string address;  // as preview_feed gives it
  std::string title;
  std::optional<std::int64_t> actor;
};
// It is read at once. Fails with Errc::Conflict when this address is registered, Errc::TooLarge when kMaxFeeds are.
[[nodiscard]] Result<RegisteredFeed> register_feed(store::Transaction& tx, FeedId id, const FeedToRegister& feed,
                                                   std::string_view by, Timestamp now);
// What it said stays where it was heard. Each fails with Errc::NotFound.
[[nodiscard]] Status remove_feed(store::Transaction& tx, FeedId id, std::string_view by, Timestamp now);
[[nodiscard]] Status pause_feed(store::Transaction& tx, FeedId id, std::string_view by, Timestamp now);
// Reads it again, at once; one that was gone too: people put feeds back.
[[nodiscard]] Status resume_feed(store::Transaction& tx, FeedId id, std::string_view by, Timestamp now);
// Ties it to an entry of the register of public actors, or to none.
[[nodiscard]] Status set_feed_actor(store::Transaction& tx, FeedId id, std::optional<std::int64_t> actor,
                                    std::string_view by, Timestamp now);

// For the poller.
[[nodiscard]] std::vector<RegisteredFeed> due_feeds(store::Snapshot& snapshot, Timestamp now, std::size_t limit);
[[nodiscard]] std::optional<Timestamp> next_feed_poll(store::Snapshot& snapshot);

// What is remembered of an entry: hashes alone.
struct KnownEntry {
  std::string rev_hash;
  Timestamp seen_at;
};
using KnownEntries = std::map<std::string, KnownEntry, std::less<>>;  // by entry_hash
[[nodiscard]] KnownEntries known_entries(store::Snapshot& snapshot, FeedId feed);

struct SeenEntry {
  std::string entry_hash;
  std::string rev_hash;
};
inline constexpr std::chrono::days kEntriesRemembered{30};   // after they were last in the document
inline constexpr std::size_t kMaxEntriesRemembered = 5'000;  // of a feed
// Keeps how a poll went: of `feed` what the poller knows better than the table; its title, actor and a pause a person
// asked for meanwhile stay. `seen` are the entries whose row is to be written. Does nothing when it was removed.
void record_poll(store::Transaction& tx, const RegisteredFeed& feed, std::span<const SeenEntry> seen, Timestamp now);

}  // namespace chancery::feeds
