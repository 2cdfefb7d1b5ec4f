// The actors we publish as.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "store/store.hpp"

namespace chancery::store {

// Fails with Errc::Conflict when the name is taken.
[[nodiscard]] Status insert_account(Transaction& tx, const activity::Account& account);
[[nodiscard]] std::optional<activity::Account> account_by_id(Snapshot& snapshot, activity::AccountId id);
[[nodiscard]] std::optional<activity::Account> account_by_id(Transaction& tx, activity::AccountId id);
[[nodiscard]] std::optional<activity::Account> account_by_name(Snapshot& snapshot, std::string_view name);
[[nodiscard]] std::vector<activity::Account> accounts(Snapshot& snapshot);  // by creation

// Its key pair from here on. Fails with Errc::NotFound.
[[nodiscard]] Status replace_account_keys(Transaction& tx, activity::AccountId id, std::string_view public_key_pem,
                                          std::string_view private_key_pem);

}  // namespace chancery::store
