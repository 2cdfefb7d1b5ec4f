// Passwords at rest: Argon2id (RFC 9106) in libsodium's self-describing text form.
//
// Each call takes 64 MiB and about 0.1 s at the default cost: the caller bounds how many run at once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::crypto {

struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory = 64UL * 1024 * 1024;  // bytes

  // The least libsodium allows. Tests take it to be quick.
  [[nodiscard]] static PasswordCost least();
};

// "$argon2id$v=19$m=65536,t=3,p=1$…" with a fresh salt. Fails with Errc::Unavailable when the memory is not there.
[[nodiscard]] Result<std::string> hash_password(std::string_view password, const PasswordCost& cost = {});
// The costs are the hash's own, so that old ones stay good.
[[nodiscard]] bool password_matches(std::string_view hash, std::string_view password);
// Whether it was made at another cost than this one.
[[nodiscard]] bool needs_rehash(std::string_view hash, const PasswordCost& cost = {});

}  // namespace chancery::crypto
