#include "proof/log.hpp"

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::proof {

Log::Log(std::string origin, std::string index_key, crypto::Ed25519Key signing)
    : origin_(std::move(origin)),
      index_key_(std::move(index_key)),
      signing_(std::move(signing)),
      verifier_key_(proof::verifier_key(origin_, signing_.public_key())) {}

std::string Log::tag_of(std::string_view text) const {
  return crypto::to_hex(crypto::hmac_sha256(index_key_, same_words(text)));
}

std::string make_secret() {
  return crypto::random_bytes(32);
}

}  // namespace chancery::proof
