// Legal holds: what a court, an inquiry or a claim may need is not forgotten by us while one stands.
//
// A hold stops our own forgetting (retention.hpp) and nothing else: what its author takes back goes all the same, for
// it is hers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "desk/clocks.hpp"
#include "store/store.hpp"

namespace chancery::answer {

enum class HoldScope { Conversation, Person, Desk, Mission, All };
inline constexpr std::array kHoldScopes{HoldScope::Conversation, HoldScope::Person, HoldScope::Desk, HoldScope::Mission,
                                        HoldScope::All};
[[nodiscard]] std::string_view to_string(HoldScope scope);  // "conversation"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<HoldScope> parse_hold_scope(std::string_view text);

inline constexpr std::size_t kMaxHoldReason = 1'000;  // characters

struct Hold {
  std::int64_t id = 0;
  HoldScope scope = HoldScope::All;
  std::int64_t subject = 0;  // of that table; 0 of all
  std::string reason;
  staff::UserId by;
  Timestamp at;
  staff::UserId lifted_by;  // none while it stands
  std::optional<Timestamp> lifted_at;
};

// What is held, who says so and why. Audited ("hold.place": what, never the reason); one conversation's own record has
// it as well. Fails with Errc::NotFound (there is no such thing), Invalid (no reason) and Conflict (held already, on
// the same thing).
[[nodiscard]] Result<Hold> place_hold(store::Transaction& tx, const desk::Workplace& workplace, const Hold& hold,
                                      const Acting& acting);
// It stays on record. Fails with Errc::NotFound and Conflict (lifted already).
[[nodiscard]] Result<Hold> lift_hold(store::Transaction& tx, const desk::Workplace& workplace, std::int64_t id,
                                     const Acting& acting);

// Those that stand first, then the newest.
[[nodiscard]] std::vector<Hold> holds(store::Snapshot& snapshot, std::size_t limit = 200);
// That stands on it or one it was joined with, on her, on their desk or mission, or on everything.
[[nodiscard]] std::optional<Hold> hold_on(store::Transaction& tx, const Conversation& conversation);
// Of what belongs to a desk and to no conversation.
[[nodiscard]] std::optional<Hold> hold_on(store::Transaction& tx, DeskId desk);
// She is about to be forgotten, for her account is gone: what stood on her stands on each of her conversations.
void keep_hold_of(store::Transaction& tx, PersonId person, IdSource& ids, Timestamp now);
// Who wrote to us from that address ("ana@social.example", "@ana@social.example" or that of her page). Looks through
// everybody who did.
[[nodiscard]] std::optional<Person> correspondent(store::Snapshot& snapshot, std::string_view address);
[[nodiscard]] std::optional<Person> correspondent(store::Snapshot& snapshot, PersonId id);

}  // namespace chancery::answer
