// What stands in listen.db of posts of watched public actors. Private to listen.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "listen/pseudonym.hpp"
#include "listen/register.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "trend/fire.hpp"
#include "trend/hyperloglog.hpp"

namespace chancery::listen {

// A bin counts who reacted within its age of the post: the first five minutes are in all three.
inline constexpr std::array kFireAges{std::chrono::minutes{5}, std::chrono::minutes{15}, std::chrono::minutes{60}};
inline constexpr std::chrono::days kFireSketches{1};     // as long as people are told apart
inline constexpr std::chrono::days kFireMemory{180};     // posts older than that say nothing about today
inline constexpr std::size_t kFireCompared = 50;         // the newest of an actor's
inline constexpr std::size_t kFireUsual = 500;           // the newest of all actors'
inline constexpr std::string_view kFireCursor = "fire";  // how far the stream was heard, among the cursors of sources

// Who did what. Anyone: any of it. Text: answered or quoted with words; InTarget: in a language read in a country the
// post names; Crisis: with a word of a quarrel between states. Official: answered or quoted and stands in the register.
// Copied: said nearly the same as two others.
enum class FireKind : std::uint8_t { Anyone, Share, Reply, Quote, Text, InTarget, Crisis, Official, Copied };

struct FirePost {
  Pseudonym post{};
  PublicActorId actor;
  std::vector<WatchId> watches;
  Timestamp at;
  std::string language;                // its own, where that is read at home; else empty
  std::vector<std::string> countries;  // that it names
  std::chrono::minutes judged{0};
  trend::FireLevel level = trend::FireLevel::None;  // the highest that was told
};

struct FireKey {
  Pseudonym post{};
  std::chrono::minutes age{5};
  FireKind kind = FireKind::Anyone;

  friend auto operator<=>(const FireKey&, const FireKey&) = default;
};

// What one batch adds and takes away.
struct FireSums {
  std::vector<FirePost> posts;
  std::map<FireKey, trend::HyperLogLog> people;
  std::vector<Pseudonym> removed;
  std::vector<PublicActorId> gone;
  Timestamp heard_until;  // of the stream; the epoch: no watched actor, or not known
};
void store_fire(store::Transaction& tx, const FireSums& sums, Timestamp now);

// Those of the last hour, whose reactions still come.
[[nodiscard]] std::vector<FirePost> burning_posts(store::Snapshot& snapshot, Timestamp now);
// Those not judged at every age.
[[nodiscard]] std::vector<FirePost> unjudged_posts(store::Snapshot& snapshot, std::size_t limit);
// How far the stream was heard; nothing: not known.
[[nodiscard]] std::optional<Timestamp> fire_heard_until(store::Snapshot& snapshot);

// People within that age, and of them all. Reactions by people, whatever they did ten times.
struct FirePeople {
  std::int64_t anyone = 0;
  trend::FireCounts counts;
};
[[nodiscard]] FirePeople fire_people(store::Snapshot& snapshot, const Pseudonym& post, std::chrono::minutes age);
// What other posts of the actor drew, the newest first; as far as they were judged.
[[nodiscard]] std::vector<trend::FireCounts> fire_history(store::Snapshot& snapshot, const FirePost& post,
                                                          std::chrono::minutes age);
// What those of all actors drew.
[[nodiscard]] trend::FireUsual fire_usual(store::Snapshot& snapshot, const FirePost& post, std::chrono::minutes age);

void put_fire_judged(store::Transaction& tx, const Pseudonym& post, std::chrono::minutes age, trend::FireLevel level);
// Posts of actors who are in the register no more.
[[nodiscard]] std::vector<PublicActorId> fire_actors(store::Snapshot& snapshot);
void forget_fire_of(store::Transaction& tx, PublicActorId actor);
// Empties sketches a day old and deletes posts past kFireMemory, up to `limit` of each; gives how many.
[[nodiscard]] std::int64_t expire_fire(store::Transaction& tx, Timestamp now, std::size_t limit);

}  // namespace chancery::listen
