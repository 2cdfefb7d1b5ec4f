// The key pairs of the accounts: sealed at rest, replaced, looked after.
#pragma once

#include <string>
#include <vector>

#include "activity/actor.hpp"
#include "base/result.hpp"
#include "crypto/key_box.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Makes a fresh RSA-2048 key pair (about 0.1 s on the calling thread) under the same key id, and appends AccountChanged
// and an audit entry in one transaction. What is sent from then on is signed with it; servers that knew the former key
// fetch the actor anew, now or when a signature does not fit. Fails with Errc::NotFound.
[[nodiscard]] Status rotate_account_key(store::Store& store, const crypto::KeyBox& box, activity::AccountId account,
                                        const std::string& by);

// Seals the private keys that stand in clear, all or none, and audits how many they were.
[[nodiscard]] Status seal_account_keys(store::Store& store, const crypto::KeyBox& box);

// How the accounts' private keys are kept.
struct AccountKeyState {
  int in_clear = 0;
  int sealed = 0;
  std::vector<activity::Account> lost;  // sealed, and do not open with this box
};
[[nodiscard]] AccountKeyState account_key_state(store::Snapshot& snapshot, const crypto::KeyBox& box);

}  // namespace chancery::speak
