// Links that work once and lead to confidential help. Stored is the hash of each, the day and whether it was used:
// nothing tells to whom it was given.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "activity/confidential_door.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::answer {

inline constexpr std::chrono::days kLinkLasts{14};

// What stands behind it while there is no confidential channel: nothing.
class NoDoorYet final : public activity::ConfidentialDoor {
 public:
  [[nodiscard]] Result<std::string> open_door(std::string_view) const override {
    return fail(Errc::Unavailable, "there is no confidential channel");
  }
};

// A new one: 43 letters.
[[nodiscard]] std::string make_link(store::Transaction& tx, Timestamp now);
// A text as colleagues read it: of a link of these, only that it was given. The note that is delivered has it whole.
[[nodiscard]] std::string without_links(std::string text);
enum class LinkState { Open, Used, Unknown };  // Unknown: never made, or it ran out
[[nodiscard]] LinkState look_at_link(store::Snapshot& snapshot, std::string_view token, Timestamp now);
// Uses it up. Gives what it was: Open alone lets her through.
[[nodiscard]] LinkState spend_link(store::Transaction& tx, std::string_view token, Timestamp now);
// Those that ran out go; gives how many.
std::int64_t sweep_links(store::Transaction& tx, Timestamp now);

}  // namespace chancery::answer
