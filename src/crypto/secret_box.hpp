// Small secrets at rest, such as TOTP secrets: XChaCha20-Poly1305 with a random nonce.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::crypto {

// base64url of nonce and ciphertext. `key` has 32 bytes. `context` is authenticated, not stored: opening needs the
// same one, so that a box cannot be moved to another row.
[[nodiscard]] std::string seal_secret(std::string_view key, std::string_view secret, std::string_view context);
// Fails with Errc::Malformed when it is not such a box, or was changed, or key or context differ.
[[nodiscard]] Result<std::string> open_secret(std::string_view key, std::string_view box, std::string_view context);

}  // namespace chancery::crypto
