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
#include "store/store.hpp"

namespace chancery::listen {

using HeardPostId = Id<struct HeardPostTag>;

enum class Network { Bluesky, Sample, File };
[[nodiscard]] std::string_view to_string(Network network);  // "bluesky", "sample", "file"
// By the name a batch's source has: a WebSocket address is Bluesky, "recording:sample" the sample, all else a file.
[[nodiscard]] Network network_of(std::string_view source);
[[nodiscard]] Network parse_network(std::string_view text);  // as stored; what is neither of the first two is a file

struct HeardPost {
  HeardPostId id;
  Timestamp time;    // when it was seen on the network
  std::string text;  // plain, without the characters that turn text around
  std::string language;
  Network network = Network::File;
  std::vector<std::string> terms;  // which of the watches' terms matched
};

struct HeardPosts {
  bool withheld = true;  // fewer than ten distinct authors in the window: no posts
  std::vector<HeardPost> posts;
  HeardPostId next;  // to read on before; none at the end
};

// Newest first, those before `before` (none: from the newest). `snapshot` is one of listen.db. Withheld exactly when
// figures() of the same window is.
[[nodiscard]] HeardPosts heard_posts(store::Snapshot& snapshot, Timestamp now, std::chrono::hours window,
                                     HeardPostId before, std::size_t limit);

}  // namespace chancery::listen
