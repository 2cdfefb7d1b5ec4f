// Who says nearly the same: clusters of near-duplicate texts in a sliding window.
//
// A text becomes its set of shingles: runs of five characters, of three where most are Han, kana, Hangul, Thai or the
// like, whose words are that short (with one word in twelve changed, Japanese and Chinese sentences then stay above
// 0.7; with runs of five, two in five do). Links and @names are left out. 64 MinHash values in 16 bands of 4 rows find
// candidates (Broder 1997; Leskovec et al., Mining of Massive Datasets, 3.4), of each bucket the last 8; a candidate is
// a near-duplicate when the exact Jaccard similarity of the two sets is at least 0.7. Near-duplicates are chained to
// clusters (single linkage), so two texts of one cluster may differ by more: the similarities of its links are shown.
//
// Memory grows with the window's posts, and is bounded: at most `posts` and `shingles` of them in all; the oldest go
// first. Nothing is saved: after a restart the caller adds the window's posts again.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "trend/hyperloglog.hpp"

namespace chancery::trend {

struct NearDuplicateOptions {
  std::chrono::hours window{24};
  std::size_t posts = 65'536;        // 400 bytes each
  std::size_t shingles = 8'000'000;  // four bytes each, of all posts
  double similarity = 0.7;
  std::size_t least_shingles = 10;      // a shorter text says too little
  std::size_t most_characters = 2'000;  // what follows is not looked at
};

struct NearDuplicateCluster {
  std::uint64_t id = 0;              // ascending by when the cluster began
  std::uint64_t representative = 0;  // the id of its first post
  std::size_t size = 0;              // posts, also those that left the window while the cluster lived
  HyperLogLog authors;
  Timestamp first;
  Timestamp last;
  std::size_t links = 0;  // pairs found near
  double mean_similarity = 0;
  double least_similarity = 1;
};

// Thread safety: one thread at a time. The same posts in the same order give the same clusters.
class NearDuplicates {
 public:
  explicit NearDuplicates(NearDuplicateOptions options = {});
  NearDuplicates(NearDuplicates&&) noexcept;
  NearDuplicates& operator=(NearDuplicates&&) noexcept;
  ~NearDuplicates();

  // Takes a post in (about) the order of time; the text folded (text/fold.hpp). Returns the cluster it belongs to, if
  // it is near any post of the window. A cluster merged into another answers under the older one's id from then on.
  std::optional<std::uint64_t> add(std::uint64_t post, Timestamp at, std::uint64_t author, std::string_view folded);
  // Forgets the text of a post that was taken down; it is no longer near anything, and its cluster counts one less.
  void forget(std::uint64_t post);

  // The cluster of this id or the one it was merged into; nothing once all its posts left the window.
  [[nodiscard]] const NearDuplicateCluster* find(std::uint64_t cluster) const;
  // Those of at least so many posts, largest first, then oldest.
  [[nodiscard]] std::vector<const NearDuplicateCluster*> clusters(std::size_t least_size = 2) const;

  [[nodiscard]] std::size_t posts() const;       // in the window
  [[nodiscard]] std::size_t bytes() const;       // of the tables
  [[nodiscard]] std::uint64_t compared() const;  // candidates compared exactly so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The Jaccard similarity of two folded texts as it is taken here; 0 where one is too short.
[[nodiscard]] double similarity(std::string_view folded, std::string_view other,
                                const NearDuplicateOptions& options = {});

}  // namespace chancery::trend
