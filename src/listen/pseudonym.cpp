#include "listen/pseudonym.hpp"

#include <algorithm>

#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::listen {
namespace {

Pseudonym hash(std::string_view text, std::string_view key) {
  Pseudonym pseudonym{};
  const std::string digest = crypto::blake2b(text, key, pseudonym.size());
  std::copy(digest.begin(), digest.end(), pseudonym.begin());
  return pseudonym;
}

}  // namespace

Pseudonymiser::Pseudonymiser(std::string_view key)
    : author_key_(crypto::hmac_sha256(key, "listen author")), post_key_(crypto::hmac_sha256(key, "listen post")) {}

Pseudonym Pseudonymiser::author(std::string_view id) const {
  return hash(id, author_key_);
}
Pseudonym Pseudonymiser::post(std::string_view id) const {
  return hash(id, post_key_);
}

std::string make_pseudonym_key() {
  return crypto::random_bytes(32);
}

}  // namespace chancery::listen
