// What a note of ours leaves with.
#pragma once

#include "activity/addresses.hpp"
#include "proof/log.hpp"

namespace chancery::speak {

// Borrowed for as long as whoever has it lives.
struct Publisher {
  const activity::Addresses& addresses;
  const proof::Log& log;  // every public note, change and removal becomes a leaf of it, in the same transaction
};

}  // namespace chancery::speak
