// What the intake writes into listen.db, one function a change. Private to listen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "listen/annotation.hpp"
#include "listen/cells.hpp"
#include "listen/heard_posts.hpp"
#include "listen/intake.hpp"
#include "listen/pseudonym.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"

namespace chancery::listen {

struct WatchHit {
  WatchId watch;
  std::vector<std::string> terms;
};

struct HeardRow {
  Pseudonym post{};
  Pseudonym author{};
  std::string rev;
  Timestamp at;
  Network network = Network::File;
  Annotation annotation;
  std::string text;
  std::string search_words;  // of the text, cut for the full-text index
  std::vector<WatchHit> hits;
};

// " climate energy ": each between spaces, so that one is found as " climate ".

struct IntakeCounts {
  std::uint64_t events = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t posts = 0;
  std::uint64_t matched = 0;
};

// Each gives whether something changed, and adds to `sums` what the cells gain and lose by it.
// A post stored before is replaced when its rev is older, else left as it is.
[[nodiscard]] bool store_heard(store::Transaction& tx, HeardPostId id, const HeardRow& row, Timestamp now,
                               CellSums& sums);
// `rev` is that of an update which no longer matches: a newer one stored before stays. Empty: whatever is stored.
[[nodiscard]] bool remove_heard(store::Transaction& tx, const Pseudonym& post, std::string_view rev, CellSums& sums);
[[nodiscard]] bool remove_heard_of_author(store::Transaction& tx, const Pseudonym& author, CellSums& sums);
[[nodiscard]] bool remove_heard_of_network(store::Transaction& tx, Network network, CellSums& sums);
// Of posts whose time is over: the cells keep counting them.
[[nodiscard]] std::int64_t expire_heard(store::Transaction& tx, Timestamp stored_before, std::size_t limit);

// The full-text index keeps the words of what is gone until its segments merge: rewrites some hundred pages of it
// without them, some tens of milliseconds. `first`: begins a round. Gives whether there is more to rewrite.
[[nodiscard]] bool merge_search(store::Transaction& tx, bool first);

void add_intake(store::Transaction& tx, std::string_view source, Timestamp hour, const IntakeCounts& counts);
// The hours in which a network was read, what the sample of the rest counted in those it was read in alone, and alerts
// about any of them.
bool forget_intake_of_network(store::Transaction& tx, Network network);
void store_cursor(store::Transaction& tx, std::string_view source, std::int64_t position, Timestamp reached);

void add_gap(store::Transaction& tx, const HeardGap& gap);
// Deletes up to `limit` gaps and as many hours of the intake that were over before then; gives how many.
[[nodiscard]] std::int64_t expire_intake(store::Transaction& tx, Timestamp before, std::size_t limit);

}  // namespace chancery::listen
