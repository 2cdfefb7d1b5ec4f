// Who signs in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "staff/rights.hpp"
#include "store/store.hpp"

namespace chancery::staff {

using UserId = Id<struct UserTag>;

struct User {
  UserId id;
  std::string login;  // [a-z0-9._-]{2,30}, starts with a letter; never changes
  std::string name;   // as colleagues read it
  Role role = Role::Officer;
  Timestamp created_at;
  std::optional<Timestamp> ended_at = {};  // may not sign in any more; who she was stays for the record
  bool local = false;                      // locally engaged: her name stays at her desks
};

// What a person chooses for herself when she follows a one-time link.
struct NewUser {
  std::string login;
  std::string name;
  std::string password;
  std::string code;  // six digits of her authenticator
};

// Each fails with Errc::Invalid and says what is allowed.
[[nodiscard]] Status check_login(std::string_view login);
// 1 to 80 characters of UTF-8 without control characters or bidirectional overrides.
[[nodiscard]] Status check_name(std::string_view name);
// 12 characters to 256 bytes, and not just the login.
[[nodiscard]] Status check_password(std::string_view password, std::string_view login);

// Those whose account ended too. By creation.
[[nodiscard]] std::vector<User> users(store::Snapshot& snapshot);
[[nodiscard]] std::optional<User> user_by_id(store::Snapshot& snapshot, UserId id);
[[nodiscard]] std::optional<User> user_by_id(store::Transaction& tx, UserId id);
[[nodiscard]] std::optional<User> user_by_login(store::Snapshot& snapshot, std::string_view login);

}  // namespace chancery::staff
