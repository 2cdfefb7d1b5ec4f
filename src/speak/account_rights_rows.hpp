// The rows behind rights on accounts. For speak/ alone.
#pragma once

#include "speak/account_changes.hpp"
#include "speak/account_rights.hpp"

namespace chancery::speak::rows {

[[nodiscard]] bool granted(store::Transaction& tx, staff::UserId user, activity::AccountId account, AccountRight right);
[[nodiscard]] bool granted(store::Snapshot& snapshot, staff::UserId user, activity::AccountId account,
                           AccountRight right);
[[nodiscard]] bool granted_anywhere(store::Transaction& tx, staff::UserId user, AccountRight right);
// Each gives whether it changed something.
bool add_grant(store::Transaction& tx, const Grant& grant);
bool remove_grant(store::Transaction& tx, const Grant& grant);
// With what she asked for; gives how many rights she had.
std::int64_t remove_grants_of(store::Transaction& tx, staff::UserId user);
void put_rule(store::Transaction& tx, activity::AccountId account, const AccountRule& rule);

// Whether anything was ever said under its name.
[[nodiscard]] bool has_spoken(store::Transaction& tx, activity::AccountId account);
// In the place of what the same person asked for before.
void put_change(store::Transaction& tx, const AccountChange& change);
[[nodiscard]] bool another_asks_for(store::Transaction& tx, activity::AccountId account, const AccountRule& rule,
                                    staff::UserId than);
void forget_rule_changes(store::Transaction& tx, activity::AccountId account);
void forget_right_change(store::Transaction& tx, const Grant& grant);
bool forget_changes(store::Transaction& tx, activity::AccountId account);  // whether there were any
void forget_change(store::Transaction& tx, std::int64_t id);
[[nodiscard]] std::vector<AccountChange> changes_asked_before(store::Transaction& tx, Timestamp time);

}  // namespace chancery::speak::rows
