// What is always true of conversations, looked at over all of them: by tests, by `chancery verify` and by the control
// socket. A broken one is a fault of ours, and says where.
//
//   I1  each note that speaks to us, received or found, up to where the intake stands is one message, or is parked
//   I2  where a conversation lies, who has it and by which token is the fold of its events
//   I3  its deadlines are what desk::clocks() says of its events
//   I4  each reply that left, but neutral words, was sent by the token its conversation had in that transaction
//   I5  one reply is under way in a conversation, and answers a message of it
//   I6  what is closed says how it ended and, where nothing was said, why; of what is closed as answered an answer
//       stands, and she said nothing since
//   I7  no words of a message stand in codes, events or the audit log
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "answer/conversation.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::answer {

struct Broken {
  std::string rule;  // "I2"
  std::string what;  // ids and codes, never words
};

struct InvariantsCheck {
  std::vector<Broken> broken;     // at most kBrokenShown
  std::size_t conversations = 0;  // looked at
};
inline constexpr std::size_t kBrokenShown = 100;

// In slices, each in a snapshot of its own; reads every event, some 20,000 conversations a second. Without a workplace
// I3 is left out: a copy does not know which calendars stood when its clocks were computed.
[[nodiscard]] InvariantsCheck check_invariants(const store::Store& store,
                                               const std::optional<desk::Workplace>& workplace,
                                               const std::stop_token& stop = {});

}  // namespace chancery::answer
