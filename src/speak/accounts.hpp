// Making the actors we publish as.
#pragma once

#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "base/result.hpp"
#include "crypto/key_box.hpp"
#include "speak/account_rights.hpp"
#include "store/store.hpp"

namespace chancery::speak {

struct NewAccount {
  activity::ActorType type = activity::ActorType::Organization;
  std::string name;          // the handle
  std::string display_name;  // 1 to 100 characters
  std::string summary;       // at most 500 characters, may be empty
  std::string language;      // BCP 47
  staff::UserId owner;       // gets every right on it; none: nobody does
  AccountRule rule;
};

// Makes the account with a fresh RSA-2048 key pair (about 0.1 s on the calling thread), its private key sealed with
// `box`, appends AccountCreated and an audit entry in one transaction. `by` is who does it, as the audit log writes it
// ("user:<login>"). Fails with Errc::Invalid (the hint names the field), Conflict (name taken).
[[nodiscard]] Result<activity::Account> create_account(store::Store& store, const crypto::KeyBox& box,
                                                       const NewAccount& wanted, const std::string& by);

}  // namespace chancery::speak
