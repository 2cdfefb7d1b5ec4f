// Changes that take eyes away from an account: a lower rule, a right one gives oneself.
//
// One administrator alone does not make them at once: they wait a day, in sight of all who may approve for the account,
// and any of these may stop them; a second administrator who asks for the same makes them take effect at once. An
// account that has said nothing yet is being set up: there nothing waits.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "speak/account_rights.hpp"

namespace chancery::speak {

inline constexpr std::chrono::hours kChangeWaits{24};

struct AccountChange {
  std::int64_t id = 0;
  activity::AccountId account;
  staff::UserId by;
  Timestamp asked_at;
  std::optional<AccountRight> right;  // for `by` herself; none: the rule
  AccountRule rule;                   // where `right` is none

  [[nodiscard]] Timestamp due() const { return asked_at + kChangeWaits; }
};

// What waits, oldest first; of one account, or of all.
[[nodiscard]] std::vector<AccountChange> waiting_changes(store::Snapshot& snapshot,
                                                         std::optional<activity::AccountId> account = {});
// Throws away all that waits for an account. `by` needs Approve or Administer. Audited where there was something.
// Fails with Errc::Forbidden, NotFound.
[[nodiscard]] Status stop_changes(store::Transaction& tx, activity::AccountId account, const staff::User& by,
                                  Timestamp now);
// Makes what has waited its day take effect, audited as of who asked for it; what she may no longer ask for is thrown
// away. Gives how many took effect. To be called now and then.
[[nodiscard]] Result<std::size_t> settle_changes(store::Transaction& tx, Timestamp now);

}  // namespace chancery::speak
