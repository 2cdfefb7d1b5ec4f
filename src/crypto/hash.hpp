// Digests and message authentication codes. Results are raw bytes; encoding.hpp makes them text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::crypto {

[[nodiscard]] std::string sha256(std::string_view bytes);  // 32 bytes (FIPS 180-4)
[[nodiscard]] std::string sha512(std::string_view bytes);  // 64 bytes
// RFC 7693; `size` of 16 to 64 bytes, `key` of 0 or 16 to 64 bytes.
[[nodiscard]] std::string blake2b(std::string_view bytes, std::string_view key = {}, std::size_t size = 32);
[[nodiscard]] std::string hmac_sha1(std::string_view key, std::string_view bytes);    // 20 bytes; for TOTP alone
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 bytes (RFC 2104)

// Whether both are the same, in a time that depends on the lengths alone.
[[nodiscard]] bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace chancery::crypto
