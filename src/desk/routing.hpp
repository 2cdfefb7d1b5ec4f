// Which desk gets a message: language (hard) -> country or mission -> topic -> urgency -> load; a full desk overflows
// from post to region to capital, as its desks say.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "desk/routing_rule.hpp"

namespace chancery::desk {

// How an open desk works.
struct DeskWork {
  DeskId id;
  std::int64_t mission = 0;
  std::string mission_country;  // "EG"
  std::vector<std::string> languages, countries,
      topics;        // "*": any. No language: nobody said what it works on; of the others: any
  int capacity = 0;  // open conversations; 0: without end
  int open = 0;
  DeskId overflow;
  bool front = false;
  bool covered = false;  // open or somebody on duty now; asked where asks_who_is_covered
};

// Why it went there, for people. "rule" (its name's position), "other_language", "language", "country", "mission",
// "topic", "life", "closed", "load", "overflow" (from which desk), "front".
struct Reason {
  std::string code;
  std::string value;
  friend bool operator==(const Reason&, const Reason&) = default;
};

struct Routed {
  DeskId desk;  // none: there is no desk at all
  Matter matter = Matter::Dialogue;
  int urgency = 0;
  std::vector<std::string> marks;
  std::vector<Reason> why;
  friend bool operator==(const Routed&, const Routed&) = default;
};

// Total: the front desk takes what fits nowhere. Deterministic: ties by least load, then least id. A rule's desk is
// kept even where it does not read the language or is full (people decided so; the reason says it). Life goes to a
// covered desk of the language if any, to the front desk's duty otherwise. Linear in the desks.
[[nodiscard]] Routed route(const Facts& facts, const Rules::Fitting& fitting, std::span<const DeskWork> desks);

// Whether a life is at stake: only then it matters who is there now.
[[nodiscard]] bool asks_who_is_covered(const Facts& facts, const Rules::Fitting& fitting);

// What rules would have made of messages of the past.
struct DryRun {
  std::size_t messages = 0, changed = 0, by_front = 0;
  std::map<std::int64_t, std::size_t> by_desk, by_rule;
};

}  // namespace chancery::desk
