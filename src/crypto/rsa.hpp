// RSA keys and RSASSA-PKCS1-v1_5 signatures with SHA-256 (RFC 8017 section 8.2): what the fediverse signs with.
//
// A key is parsed once and then passed as a value; a copy is cheap. Thread safety: immutable; any thread may sign
// and verify with the same key at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct evp_pkey_ctx_st;

namespace chancery::crypto {

// PEM texts, as stored: SubjectPublicKeyInfo and PKCS #8.
struct RsaKeyPair {
  std::string public_pem;
  std::string private_pem;
};
// 2048 bits, exponent 65537. About 0.1 s.
[[nodiscard]] RsaKeyPair generate_rsa_key_pair();

class PrivateKey {
 public:
  // Reads PKCS #8 or PKCS #1, not encrypted. Fails with Errc::Malformed, or Errc::Refused outside 2048 to 8192 bits.
  [[nodiscard]] static Result<PrivateKey> parse(std::string_view pem);
  // The raw signature, as long as the modulus. About 1 ms at 2048 bits.
  [[nodiscard]] std::string sign(std::string_view message) const;

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_ctx_st> ready) : ready_(std::move(ready)) {}
  // What signs is a copy of it: making one anew costs ten times that. Owned by every copy of this value; never changed
  // after parsing.
  std::shared_ptr<evp_pkey_ctx_st> ready_;
};

class PublicKey {
 public:
  // Reads SubjectPublicKeyInfo or PKCS #1, at most 16 KiB of text. Fails with Errc::Malformed (no RSA public key),
  // or Errc::Refused outside 2048 to 8192 bits, or with an exponent that is even, below 3 or above 32 bits.
  [[nodiscard]] static Result<PublicKey> parse(std::string_view pem);
  // Fails with Errc::Unauthorized.
  [[nodiscard]] Status verify(std::string_view message, std::string_view signature) const;

 private:
  explicit PublicKey(std::shared_ptr<evp_pkey_ctx_st> ready) : ready_(std::move(ready)) {}
  std::shared_ptr<evp_pkey_ctx_st> ready_;  // as above, to verify
};

}  // namespace chancery::crypto
