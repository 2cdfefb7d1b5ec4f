// What the intake writes into listen.db, one function a change. Private to listen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "listen/heard_posts.hpp"
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
  std::string language;
  std::string text;
  std::vector<WatchHit> hits;
};

struct IntakeCounts {
  std::uint64_t events = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t posts = 0;
  std::uint64_t matched = 0;
};

// Each gives whether something changed.
// A post stored before is replaced when its rev is older, else left as it is.
[[nodiscard]] bool store_heard(store::Transaction& tx, HeardPostId id, const HeardRow& row, Timestamp now);
// `rev` is that of an update which no longer matches: a newer one stored before stays. Empty: whatever is stored.
[[nodiscard]] bool remove_heard(store::Transaction& tx, const Pseudonym& post, std::string_view rev);
[[nodiscard]] bool remove_heard_of_author(store::Transaction& tx, const Pseudonym& author);

void add_intake(store::Transaction& tx, std::string_view source, Timestamp hour, const IntakeCounts& counts);
void store_cursor(store::Transaction& tx, std::string_view source, std::int64_t position, Timestamp reached);

}  // namespace chancery::listen
