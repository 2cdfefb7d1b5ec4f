// Reactions to a note of ours by the minute in which they came, for a day. Counted: nobody is named but public actors
// of the register.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::store {

enum class ReactionKind { Like, Announce, Reply, Quote };
[[nodiscard]] std::string_view to_string(ReactionKind kind);  // "like"

inline constexpr std::chrono::minutes kReactionsBinned{24 * 60};  // since the note left
inline constexpr std::chrono::days kFreshAccount{7};              // an account younger than this is fresh

// Counts one reaction that came `at` to a note that left at `published`; nothing a day after. `account_made`: when its
// author's account was, as her server says; zero: unknown.
void count_reaction(Transaction& tx, const activity::Note& note, ReactionKind kind, Timestamp account_made,
                    Timestamp at);
// Takes back one that was counted at an unknown minute: the latest that has any. Ages stay as they were counted.
void uncount_reaction(Transaction& tx, activity::NoteId note, ReactionKind kind);

struct ReactionSum {
  std::int64_t n = 0;
  std::int64_t fresh = 0;
  std::int64_t unknown_age = 0;
};
struct ReactionSums {
  ReactionSum likes, announces, replies, quotes;
};
// Those of the first `age` minutes.
[[nodiscard]] ReactionSums reactions_within(Snapshot& snapshot, activity::NoteId note, std::chrono::minutes age);
[[nodiscard]] ReactionSums reactions_within(Transaction& tx, activity::NoteId note, std::chrono::minutes age);
// By minute and kind, oldest first: what a page draws.
struct ReactionBin {
  int minute = 0;
  std::string kind;
  std::int64_t n = 0;
};
[[nodiscard]] std::vector<ReactionBin> reaction_bins(Snapshot& snapshot, activity::NoteId note);

// A public actor's, each kind once.
void put_official_reaction(Transaction& tx, activity::NoteId note, std::int64_t public_actor, ReactionKind kind,
                           Timestamp at);
struct OfficialReaction {
  activity::NoteId note;
  std::int64_t public_actor = 0;
  std::string kind;
  Timestamp at;
};
// The earliest first.
[[nodiscard]] std::vector<OfficialReaction> official_reactions(Snapshot& snapshot, activity::NoteId note);
[[nodiscard]] std::vector<OfficialReaction> official_reactions(Transaction& tx, activity::NoteId note);

}  // namespace chancery::store
