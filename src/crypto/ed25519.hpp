// Ed25519 signatures (RFC 8032): what our transparency log signs its tree heads with.
//
// Thread safety: immutable; any thread may sign and verify with the same key at once.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::crypto {

class Ed25519Key {
 public:
  // `seed` is the private key of RFC 8032 section 5.1.5: 32 random bytes. Fails with Errc::Malformed at another length.
  [[nodiscard]] static Result<Ed25519Key> of(std::string_view seed);
  [[nodiscard]] const std::string& public_key() const { return public_key_; }  // 32 bytes
  [[nodiscard]] std::string sign(std::string_view message) const;              // 64 bytes; about 50 µs

 private:
  Ed25519Key(std::string secret, std::string public_key)
      : secret_(std::move(secret)), public_key_(std::move(public_key)) {}
  std::string secret_;  // seed and public key, as libsodium wants them
  std::string public_key_;
};

// Fails with Errc::Unauthorized; a key or a signature of another length verifies nothing.
[[nodiscard]] Status verify_ed25519(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace chancery::crypto
