#include "staff/rows.hpp"

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::staff::rows {

std::string token_hash(std::string_view token) {
  return crypto::to_hex(crypto::sha256(token));
}

std::string user_context(UserId id) {
  return "user:" + id.text();
}

}  // namespace chancery::staff::rows
