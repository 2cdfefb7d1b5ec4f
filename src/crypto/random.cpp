#include "crypto/random.hpp"

#include <sodium.h>

#include <stdexcept>

#include "crypto/encoding.hpp"

namespace chancery::crypto {

void ensure_sodium() {
  // sodium_init locks for itself and answers 1 when it was done before.
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium cannot start: no source of randomness");
}

std::string random_bytes(std::size_t count) {
  ensure_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_token(std::size_t count) {
  return to_base64url(random_bytes(count));
}

}  // namespace chancery::crypto
