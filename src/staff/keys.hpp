// The keys of sign-in, all derived from the one secret kept outside the database.
#pragma once

#include <string>
#include <string_view>

namespace chancery::staff {

// A stolen database without the secret gives neither passwords to guess nor authenticators to copy.
struct Keys {
  std::string password;  // mixed into passwords before Argon2id
  std::string totp;      // seals authenticator secrets
  std::string csrf;      // makes a session's CSRF token
  std::string recovery;  // hashes recovery codes
  std::string webhook;   // seals webhooks' secrets

  // `secret` has at least 32 bytes (store::DataFolder::secret with make_secret). HMAC-SHA256 with one label each.
  [[nodiscard]] static Keys derive(std::string_view secret);
};

// 32 fresh random bytes, for store::DataFolder::secret("staff", make_secret).
[[nodiscard]] std::string make_secret();

}  // namespace chancery::staff
