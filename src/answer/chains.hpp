// Clearance chains: a draft's digest goes from desk to desk before it may be submitted. The rules are
// desk/clearance.hpp's; here they are kept, asked, decided, and let fall due.
//
// A desk's chain (workload.hpp) holds for every reply of its conversations. An edit of one letter begins anew, and so
// does another chain. Silence counts only as the chain's written rule says, and never sends anything: a person approves
// in the end.
//
// Every function runs in the caller's transaction and is audited (ids and codes, never words).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/placing.hpp"
#include "desk/clearance.hpp"
#include "store/store.hpp"

namespace chancery::answer {

struct NamedChain {
  desk::Chain chain;
  std::string name;
};

// By name.
[[nodiscard]] std::vector<NamedChain> chains(store::Snapshot& snapshot);
[[nodiscard]] std::optional<NamedChain> chain_by_id(store::Snapshot& snapshot, std::int64_t id);
[[nodiscard]] std::optional<NamedChain> chain_by_id(store::Transaction& tx, std::int64_t id);
// A new one: Manage, at any desk. A change: Manage at every desk that has it, and at every desk asked whose step
// changes or goes, so that nobody is left out of what concerns her. The version grows, and what waits is void: whoever
// wrote is told, and asks again. Fails as desk::check_chain(), with Errc::Invalid where a desk is none.
[[nodiscard]] Result<NamedChain> put_chain(store::Transaction& tx, const NamedChain& chain, const Acting& acting);
// Of the desk a conversation lies at; none: nothing is to be cleared.
[[nodiscard]] std::optional<NamedChain> chain_of(store::Transaction& tx, DeskId desk);
[[nodiscard]] std::optional<NamedChain> chain_of(store::Snapshot& snapshot, DeskId desk);

struct Clearance {
  std::int64_t post = 0;
  std::string digest;
  int step = 0;
  std::int64_t chain = 0;
  int chain_version = 0;
  DeskId desk;  // that is asked now: another once it was escalated
  Timestamp asked_at;
  std::optional<Timestamp> due_at;
  desk::ClearanceState state = desk::ClearanceState::Waiting;
  staff::UserId by;
  std::optional<Timestamp> at;
  std::string words;
};
// In the order of the steps, of one version of a post.
[[nodiscard]] std::vector<Clearance> clearances_of(store::Snapshot& snapshot, std::int64_t post,
                                                   std::string_view digest);
// What waits at desks where she clears, the oldest first.
[[nodiscard]] std::vector<Clearance> clearances_for(store::Snapshot& snapshot, const Reader& reader,
                                                    std::size_t limit = 100);

// Of these words, for a conversation of this desk. Fails with Errc::Conflict, and says at which desk it waits or who
// objected.
[[nodiscard]] Status check_cleared(store::Transaction& tx, const desk::Workplace& workplace, DeskId desk,
                                   std::int64_t post, std::string_view digest);
// Asks the first desk, or again the one that objected. What was asked for other words is void.
[[nodiscard]] Status ask_clearance(const Step& step, DeskId desk, std::int64_t post, std::string_view digest);
struct Decision {
  std::int64_t post = 0;
  int step = 0;
  std::string digest;
  bool clears = false;  // else she objects
  std::string words;    // needed to object
};
// Clear, at the desk that is asked; the next desk is asked then, and who has the conversation is told. Fails with
// Errc::NotFound (nothing waits), Forbidden (also of who wrote at the draft, who clears it nowhere), Conflict (other
// words, decided already), Invalid (an objection without words).
[[nodiscard]] Status decide_clearance(const Step& step, const Decision& decision);
// Whether anything is due.
[[nodiscard]] bool anything_due(store::Snapshot& snapshot, Timestamp now);
// The wall clock was set, or stood while the machine slept: nobody could object in that time, so every deadline that
// runs is so much later, or sooner where it was set back.
void clock_was_set(store::Transaction& tx, std::chrono::microseconds by);
// What fell due goes on: as the rule says, silent or to the desk it escalates to, and whom it concerns is told; gives
// how many. A deadline that a calendar has moved since stands anew. `trusted`: whether the wall clock is to be believed
// just now.
std::size_t let_fall_due(store::Transaction& tx, const desk::Workplace& workplace, Timestamp now, bool trusted,
                         std::size_t limit = 50);

}  // namespace chancery::answer
