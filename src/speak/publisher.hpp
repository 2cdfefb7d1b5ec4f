// What a note of ours leaves with.
#pragma once

#include "activity/addresses.hpp"
#include "activity/source_note.hpp"
#include "proof/log.hpp"
#include "speak/amplifying.hpp"

namespace chancery::speak {

class DepartureRules;

// Borrowed for as long as whoever has it lives.
struct Publisher {
  const activity::Addresses& addresses;
  const proof::Log& log;  // every public note, change and removal becomes a leaf of it, in the same transaction
  DepartureRules* rules = nullptr;          // asked before a post leaves, told when it did; none: nobody
  PublicActors known{};                     // whose posts are shared and quoted without asking
  activity::NoteSource* sources = nullptr;  // what is shared or quoted is looked at before it leaves; none: it stays
};

}  // namespace chancery::speak
