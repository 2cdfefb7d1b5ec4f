#include "crypto/password.hpp"

#include <sodium.h>

#include <array>

#include "crypto/random.hpp"

namespace chancery::crypto {

PasswordCost PasswordCost::least() {
  return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
}

Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
  ensure_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int outcome = crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes, cost.memory,
                                            crypto_pwhash_ALG_ARGON2ID13);
  if (outcome != 0) return fail(Errc::Unavailable, "no memory to hash a password", "The server is busy: try again.");
  return std::string(text.data());
}

bool password_matches(std::string_view hash, std::string_view password) {
  ensure_sodium();
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(std::string_view hash, const PasswordCost& cost) {
  ensure_sodium();
  if (hash.size() >= crypto_pwhash_STRBYTES) return true;
  return crypto_pwhash_str_needs_rehash(std::string(hash).c_str(), cost.passes, cost.memory) != 0;
}

}  // namespace chancery::crypto
