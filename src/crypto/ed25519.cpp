#include "crypto/ed25519.hpp"

#include <sodium.h>

#include "crypto/bytes.hpp"
#include "crypto/random.hpp"

namespace chancery::crypto {
Result<Ed25519Key> Ed25519Key::of(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) return fail(Errc::Malformed, "an Ed25519 seed has 32 bytes");
  ensure_sodium();
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  crypto_sign_seed_keypair(bytes_of(public_key), bytes_of(secret), bytes_of(seed));
  return Ed25519Key(std::move(secret), std::move(public_key));
}

std::string Ed25519Key::sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(message), message.size(),
                       bytes_of(std::string_view{secret_}));
  return signature;
}

Status verify_ed25519(std::string_view public_key, std::string_view message, std::string_view signature) {
  const bool sized = public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES;
  ensure_sodium();
  if (!sized ||
      crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(public_key)) != 0) {
    return fail(Errc::Unauthorized, "the signature is not this key's");
  }
  return {};
}

}  // namespace chancery::crypto
