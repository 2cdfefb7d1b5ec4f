#include "staff/keys.hpp"

#include <cassert>

#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::staff {

Keys Keys::derive(std::string_view secret) {
  assert(secret.size() >= 32);
  const auto key = [&](std::string_view label) { return crypto::hmac_sha256(secret, label); };
  return {key("chancery staff password"), key("chancery staff totp"), key("chancery staff csrf"),
          key("chancery staff recovery"), key("chancery staff webhook")};
}

std::string make_secret() {
  return crypto::random_bytes(32);
}

}  // namespace chancery::staff
