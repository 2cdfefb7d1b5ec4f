// Unpredictable bytes, from the kernel through libsodium. Any thread.
#pragma once

#include <cstddef>
#include <string>

namespace chancery::crypto {

// Readies libsodium, once however often and from whichever threads it is called; everything here that needs it
// calls it. Throws std::runtime_error when the machine has no source of randomness.
void ensure_sodium();

[[nodiscard]] std::string random_bytes(std::size_t count);
// `count` random bytes as base64url: 32 bytes give 43 letters fit for a link or a cookie.
[[nodiscard]] std::string random_token(std::size_t count = 32);

}  // namespace chancery::crypto
