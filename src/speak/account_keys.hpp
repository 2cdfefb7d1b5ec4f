// Giving an account another key pair.
#pragma once

#include <string>

#include "activity/actor.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Makes a fresh RSA-2048 key pair (about 0.1 s on the calling thread) under the same key id, and appends AccountChanged
// and an audit entry in one transaction. What is sent from then on is signed with it; servers that knew the former key
// fetch the actor anew, now or when a signature does not fit. Fails with Errc::NotFound.
[[nodiscard]] Status rotate_account_key(store::Store& store, activity::AccountId account, const std::string& by);

}  // namespace chancery::speak
