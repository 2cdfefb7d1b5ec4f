// Recovery codes: ten, each good once in place of the authenticator's code, for who lost it. 80 bits each, so an HMAC
// with a key kept outside the database is enough; the texts are shown once and stored nowhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/keys.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

inline constexpr std::size_t kRecoveryCodes = 10;

// In place of those she had; as they are shown: "ABCD-EFGH-JKLM-NPQR", in base32. Audited.
[[nodiscard]] std::vector<std::string> renew_recovery_codes(store::Transaction& tx, const Keys& keys, const User& user,
                                                            Timestamp now, std::size_t count = kRecoveryCodes);
// Those not used yet.
[[nodiscard]] std::size_t recovery_codes_left(store::Snapshot& snapshot, UserId user);

// What is stored of one as it was typed: with or without hyphens and spaces, in either case.
[[nodiscard]] std::string recovery_hash(const Keys& keys, UserId user, std::string_view typed);
[[nodiscard]] bool is_recovery_code(store::Snapshot& snapshot, UserId user, std::string_view hash);
// False when it was used already.
[[nodiscard]] bool use_recovery_code(store::Transaction& tx, UserId user, std::string_view hash, Timestamp now);
void remove_recovery_codes(store::Transaction& tx, UserId user);

}  // namespace chancery::staff
