// The posts that watches matched, as staff read them. Their authors are never named.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "listen/figures.hpp"
#include "listen/pseudonym.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"

namespace chancery::listen {

using HeardPostId = Id<struct HeardPostTag>;

enum class Network { Bluesky, Sample, File, Feed };
[[nodiscard]] std::string_view to_string(Network network);  // "bluesky", "sample", "file", "feeds"
// By the name a batch's source has: a WebSocket address is Bluesky, "recording:sample" the sample, "feed:…" a web feed,
// all else a file.
[[nodiscard]] Network network_of(std::string_view source);
[[nodiscard]] Network parse_network(std::string_view text);  // as stored; anything else is a file

struct HeardPost {
  HeardPostId id;
  Timestamp time;        // when it was seen on the network
  std::string text;      // plain, without the characters that turn text around
  std::string language;  // empty: not told
  Network network = Network::File;
  std::vector<std::string> terms;  // which of the watches' terms matched
  std::vector<std::string> topics;
  std::vector<std::string> countries;
};

struct HeardPosts {
  bool withheld = true;  // fewer than ten distinct authors among them: no posts
  std::vector<HeardPost> posts;
  HeardPostId next;  // to read on before; none at the end
};

// Which posts; what is empty narrows nothing.
struct HeardQuery {
  std::chrono::hours window{24};
  WatchId watch;
  std::string language;
  std::string topic;
  std::string country;
  std::string words;   // cut as text::Segmenter::search_words cuts: all of them must stand in the post
  HeardPostId before;  // none: from the newest
  std::size_t limit = 50;
};

// Newest first. `snapshot` is one of listen.db. Withheld when figures() of the same window and watch is, when what the
// query leaves is by fewer than ten people, and when it asks for a label without a figure there. A post is told by the
// labels that have one.
[[nodiscard]] HeardPosts heard_posts(store::Snapshot& snapshot, Timestamp now, const HeardQuery& query);

// One post kept, by its keyed hash, if it is still there; told by these labels alone.
[[nodiscard]] std::optional<HeardPost> heard_post(store::Snapshot& snapshot, const Pseudonym& post,
                                                  const ShownLabels& labels);

}  // namespace chancery::listen
