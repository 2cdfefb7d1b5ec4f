// Whole conversations: those an account of ours takes part in, or is spoken to in, and those a colleague wants of a
// post on the reading list, with what nobody sent us.
//
// What came in is placed in its conversation; from then on rounds go through that, ever more rarely: what a note
// answers is asked for upwards, who answered it by its `replies` and `context`. Each note is asked for at its own
// server, signed by the instance actor, within a budget, and never because somebody opened a page. What is found is
// kept by the rules of the inbox, tells nobody, and goes when its server no longer gives it, or when we are no longer
// part of it.
//
// Everything to be asked for is a row: a crash repeats at most what was under way.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "activity/note.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/events.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

using ConversationId = Id<struct ConversationTag>;

// The budget.
struct ConversationLimits {
  std::int64_t notes = 200;                 // kept of one conversation, beside what we were sent
  std::int64_t requests = 300;              // of one round
  std::int64_t bytes = 16 * 1024 * 1024;    // of one round
  std::int64_t depth = 50;                  // upwards, from what we were sent
  std::int64_t pages = 10;                  // of one collection
  std::chrono::minutes round{60};           // how long one may take
  std::int64_t queue = 5'000;               // requests waiting, of all conversations; then no round begins
  std::int64_t each_round = 100;            // notes known already that a round asks for again
  std::chrono::seconds first_round{10};     // after something came
  std::chrono::minutes between_rounds{10};  // at least
  std::chrono::hours refused{7 * 24};       // how long it is remembered that something was not to be had
  std::chrono::hours unseen{90 * 24};       // what its server did not give for so long goes
};

// How long after a round the next one begins; `step` counts rounds since something came, from 1.
[[nodiscard]] std::chrono::minutes pause_after(std::int64_t step);

// What happened here, for a consumer of the log: places notes that came or went out, begins what a colleague wants,
// forgets what we left.
[[nodiscard]] Status follow_conversations(store::Transaction& tx, IdSource& ids, const Peers& peers,
                                          const ConversationLimits& limits, const store::Event& event);
// A public note that answers one of a conversation was sent past us: it is asked for. Does nothing where there is none.
void point_to(store::Transaction& tx, const ConversationLimits& limits, const std::string& note,
              const std::string& in_reply_to, const Peers& peers, Timestamp now);

// A note kept in a conversation is said to have changed, or to be gone: it alone is asked for again, at most once
// between two rounds, for anybody may say so.
void look_again(store::Transaction& tx, const ConversationLimits& limits, const std::string& note, Timestamp now);

// What nobody sent us goes, row and all; what staff hid stays as an empty row, so that it does not come back.
void drop_fetched(store::Transaction& tx, const activity::Note& note);

// Begins the rounds that are due and ends those in which nothing is left to ask for, or whose time is over.
void turn_rounds(store::Transaction& tx, const Peers& peers, const ConversationLimits& limits, Timestamp now);

// For staff: how things stand.
struct ConversationCounts {
  std::int64_t conversations = 0;
  std::int64_t cut = 0;      // of these, with a budget used up
  std::int64_t fetched = 0;  // notes nobody sent us
  std::int64_t waiting = 0;  // requests
};
[[nodiscard]] ConversationCounts conversation_counts(store::Snapshot& snapshot);

}  // namespace chancery::activitypub
