// Marginal counts: how many posts, and of how many people, an hour holds of a watch and one further property.
//
// One property at a time: no cell says how many posts in Arabic speak of climate, so no crossing of properties can
// single a person out. How many people stands in a sketch, never in a list that outlives the posts. Private to listen.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "base/clock.hpp"
#include "listen/annotation.hpp"
#include "listen/pseudonym.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "trend/hyperloglog.hpp"

namespace chancery::listen {

// Bin: ten minutes in place of an hour, for what must be noticed within minutes; kept kBinsKept.
// Watches: which watches matched together. Sentiment: by language ("ar negative"), as each has an error of its own to
// be undone; shown for all languages together alone.
enum class Dimension : std::uint8_t { All, Language, Topic, Country, Sentiment, Watches, Bin };
inline constexpr std::chrono::minutes kBin{10};
inline constexpr std::chrono::days kBinsKept{9};
[[nodiscard]] inline Timestamp floor_to_bin(Timestamp t) {
  return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<600>>>(t);
}

// Whose cells: one watch's, those of all watches together, or those of the sample of what no watch matched.
inline constexpr WatchId kAllWatches{0};
inline constexpr WatchId kSample{-1};  // posts alone: never shown, so nobody asks of how many people
// One in so many of the posts no watch matched is looked at closer, chosen by its address alone.
inline constexpr std::uint64_t kSampleRate = 16;
[[nodiscard]] bool in_sample(std::string_view post);

struct CellKey {
  WatchId watch;
  Dimension dimension = Dimension::All;
  Timestamp hour;
  std::string
      value;  // language, topic, country, sentiment in a language, or the watches that matched together ("7,12")

  friend bool operator==(const CellKey&, const CellKey&) = default;
  friend auto operator<=>(const CellKey& a, const CellKey& b) {
    return std::tie(a.watch.value, a.dimension, a.hour, a.value) <=>
           std::tie(b.watch.value, b.dimension, b.hour, b.value);
  }
};

struct Count {
  std::int64_t posts = 0;
  trend::HyperLogLog authors;
  trend::HyperLogLog former;  // of hours before the pseudonyms' key changed: the same people under other numbers
  std::int64_t aged = 0;      // people of cells whose sketches are gone

  // People, as far as the sketches know: exact for few, never more than posts; at least so many where the key changed.
  [[nodiscard]] std::int64_t people() const;
  void add(std::uint64_t author) {
    ++posts;
    authors.add(author);
  }
  void add(const Count& other) {
    posts += other.posts;
    authors.merge(other.authors);
    former.merge(other.former);
    aged += other.aged;
  }
};

// The number a sketch knows an author by.
[[nodiscard]] std::uint64_t author_number(const Pseudonym& author);

// Cells under construction: what one batch adds.
class CellSums {
 public:
  // A post of these watches, ascending; none: one of the sample, whose author does not count.
  void add(std::span<const WatchId> watches, Timestamp time, const Annotation& annotation, std::uint64_t author);
  // The same for one that is gone. The sketches cannot forget it: see shrink_cells.
  void remove(std::span<const WatchId> watches, Timestamp time, const Annotation& annotation);

  [[nodiscard]] const std::map<CellKey, Count>& cells() const { return cells_; }
  [[nodiscard]] const std::map<CellKey, std::int64_t>& removed() const { return removed_; }
  [[nodiscard]] bool empty() const { return cells_.empty() && removed_.empty(); }

 private:
  std::map<CellKey, Count> cells_;
  std::map<CellKey, std::int64_t> removed_;
};

// Adds to what is stored, and takes away what is gone. A small cell that lost a post gets its sketch anew from the
// posts that stay.
void store_cells(store::Transaction& tx, const CellSums& sums);

// When the pseudonyms' key changed last, as the intake knows.
inline constexpr std::string_view kKeyCursor = "pseudonym key";

// Calls `visit` for every cell of the watch and dimension in [from, to), by hour, then by value. People of the very
// hour in which the key changed are left out: some would count twice.
using CellVisitor = std::function<void(Timestamp hour, const std::string& value, const Count& count)>;
void visit_cells(store::Snapshot& snapshot, WatchId watch, Dimension dimension, Timestamp from, Timestamp to,
                 const CellVisitor& visit);

// The same without people, of a longer past.
using PostsVisitor =
    std::function<void(Timestamp hour, const std::string& value, std::int64_t posts, std::int64_t people)>;
void visit_posts(store::Snapshot& snapshot, WatchId watch, Dimension dimension, Timestamp from, Timestamp to,
                 const PostsVisitor& visit);
// The hours in which something was taken in, of whatever kind: in the others nobody listened.
[[nodiscard]] std::vector<Timestamp> hours_listened(store::Snapshot& snapshot, Timestamp from, Timestamp to);

// Sketches live as long as the posts, bins kBinsKept: afterwards a cell keeps its numbers alone. Up to `limit` cells
// at a call; gives how many.
[[nodiscard]] std::int64_t age_cells(store::Transaction& tx, Timestamp now, std::size_t limit);

}  // namespace chancery::listen
