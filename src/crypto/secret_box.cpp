#include "crypto/secret_box.hpp"

#include <sodium.h>

#include <cassert>

#include "crypto/bytes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace chancery::crypto {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kAuthenticator = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

std::string seal_secret(std::string_view key, std::string_view secret, std::string_view context) {
  assert(key.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  const auto nonce = random_bytes(kNonce);
  std::string sealed(secret.size() + kAuthenticator, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed), nullptr, bytes_of(secret), secret.size(),
                                             bytes_of(context), context.size(), nullptr,
                                             bytes_of(std::string_view{nonce}), bytes_of(key));
  return to_base64url(nonce + sealed);
}

Result<std::string> open_secret(std::string_view key, std::string_view box, std::string_view context) {
  assert(key.size() == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  ensure_sodium();
  const auto bytes = from_base64url(box);
  if (!bytes || bytes->size() < kNonce + kAuthenticator) return fail(Errc::Malformed, "not a sealed secret");
  const auto sealed = std::string_view{*bytes}.substr(kNonce);
  std::string secret(sealed.size() - kAuthenticator, '\0');
  const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(secret), nullptr, nullptr, bytes_of(sealed),
                                                                 sealed.size(), bytes_of(context), context.size(),
                                                                 bytes_of(std::string_view{*bytes}), bytes_of(key));
  if (outcome != 0) return fail(Errc::Malformed, "a sealed secret does not open with this key");
  return secret;
}

}  // namespace chancery::crypto
