// How many people take up a new story within an hour, and how many would be unusual.
//
// A new story has no past of its own to be compared with, so it is compared with the others: how many people each of
// them gathered in the busiest hour of its beginning. Their mean and scatter give a negative binomial, as for counts
// elsewhere; one loud story moves it little (what lies above three times the median counts as that). Few stories, or
// none, leave the first guess standing: four stories of five people, scattered like a geometric distribution.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "base/clock.hpp"
#include "trend/baseline.hpp"

namespace chancery::trend {

// A story is new for so long: afterwards it has a past, and a growth.
inline constexpr std::chrono::hours kOnset{6};

// One post of a story: when, and by whom (a hash).
struct OnsetPost {
  Timestamp at;
  std::uint64_t author = 0;
};
// The most people within one hour, of the posts of the first kOnset after the earliest; in any order. O(n log n).
[[nodiscard]] std::int64_t onset_of(std::span<const OnsetPost> posts);

// What to expect of a new story, given the onsets of others; `history` is how many they are, and at least 1.
[[nodiscard]] Expected usual_onset(std::span<const std::int64_t> others);

}  // namespace chancery::trend
