// Signatures by the public keys of authenticators: ES256 (ECDSA on P-256), EdDSA (Ed25519) and RS256, by the numbers
// of COSE (RFC 9053, RFC 8812). A key is kept as SubjectPublicKeyInfo in DER (RFC 5280), whatever its kind.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/cbor.hpp"

namespace chancery::crypto {

inline constexpr int kEs256 = -7;
inline constexpr int kEdDsa = -8;
inline constexpr int kRs256 = -257;

struct AuthenticatorKey {
  std::string spki;  // DER
  int algorithm = kEs256;
};

// A COSE_Key (RFC 9052, section 7). Fails with Errc::Malformed (a part is missing, a point off its curve) and
// Unsupported (another algorithm or curve, RSA of other than 2,048 to 4,096 bits).
[[nodiscard]] Result<AuthenticatorKey> read_cose_key(const Cbor& key);

// False for whatever does not fit, a key that cannot be read included.
[[nodiscard]] bool verifies(const AuthenticatorKey& key, std::string_view message, std::string_view signature);

}  // namespace chancery::crypto
