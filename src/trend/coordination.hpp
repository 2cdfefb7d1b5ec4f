// Which accounts shared the same thing within seconds of each other.
//
// Two accounts are joined by an edge for every object both shared at most `window` apart; an object counts once for a
// pair, however often they shared it. Default: 60 seconds (QUT toolkit), at least two objects. That is evidence of
// acting together, not proof of intent: a breaking story joins strangers. Counts are aggregates and may be shown; the
// list of edges names accounts and stays inside the program.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.hpp"

namespace chancery::trend {

// That an account shared an object: a repost, a link, a hashtag. Both as hashes or numbers of the caller's.
struct Share {
  std::uint64_t object = 0;
  std::uint64_t account = 0;
  Timestamp time;
};

struct CoSharing {
  std::uint64_t account = 0;  // the smaller
  std::uint64_t other = 0;
  std::uint32_t objects = 0;  // different ones shared in time

  friend bool operator==(const CoSharing&, const CoSharing&) = default;
};

struct CoSharingLimits {
  // Pairs of shares in time of one object; one past it went round the world, joins everybody and is left out.
  std::size_t pairs_of_object = 200'000;
  // Of all objects together, eight bytes each.
  std::size_t pairs = 8'000'000;
};

struct CoSharings {
  std::vector<CoSharing> edges;      // ascending by account, other
  std::size_t left_out_objects = 0;  // by the limits
};

// O(n log n) and the pairs found. The order of the shares does not matter.
[[nodiscard]] CoSharings co_sharings(std::span<const Share> shares, std::chrono::seconds window,
                                     const CoSharingLimits& limits = {});

// What may be told of it.
struct Coordination {
  std::size_t edges = 0;
  std::size_t accounts = 0;
  std::size_t components = 0;
  std::size_t largest_component = 0;  // accounts

  friend bool operator==(const Coordination&, const Coordination&) = default;
};

// Of the edges with at least so many shared objects.
[[nodiscard]] Coordination coordination(std::span<const CoSharing> edges, std::uint32_t least_objects = 2);

}  // namespace chancery::trend
