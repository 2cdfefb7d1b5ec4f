// The rows behind rights on accounts. For speak/ alone.
#pragma once

#include "speak/account_rights.hpp"

namespace chancery::speak::rows {

[[nodiscard]] bool granted(store::Transaction& tx, staff::UserId user, activity::AccountId account, AccountRight right);
[[nodiscard]] bool granted(store::Snapshot& snapshot, staff::UserId user, activity::AccountId account,
                           AccountRight right);
[[nodiscard]] bool granted_anywhere(store::Transaction& tx, staff::UserId user, AccountRight right);
// Each gives whether it changed something.
bool add_grant(store::Transaction& tx, const Grant& grant);
bool remove_grant(store::Transaction& tx, const Grant& grant);
void put_rule(store::Transaction& tx, activity::AccountId account, const AccountRule& rule);

}  // namespace chancery::speak::rows
