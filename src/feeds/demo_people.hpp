// The invented people of the demo, and how the network names them and what they write. Private to feeds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "feeds/dice.hpp"

namespace chancery::feeds {

// People of one language: regulars, few of whom say much, and passers-by who say one thing.
class DemoPeople {
 public:
  DemoPeople(std::uint64_t seed, std::size_t regulars) : seed_(seed), regulars_(regulars) {}

  // The DID of whoever speaks next; `passing` is the share of passers-by.
  [[nodiscard]] std::string somebody(Dice& dice, double passing) const;
  // The same DID for the same number: the accounts of a group that acts together.
  [[nodiscard]] std::string member(std::uint64_t number) const;

 private:
  std::uint64_t seed_;
  std::size_t regulars_;
};

// A timestamp identifier (AT Protocol, "TID"): 13 letters that sort as the times do. `clock_id` below 1024.
[[nodiscard]] std::string tid(Timestamp time, unsigned clock_id);

}  // namespace chancery::feeds
