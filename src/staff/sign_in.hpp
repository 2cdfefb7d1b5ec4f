// Signing in: login, password and a code, throttled, with one answer for everything that is wrong.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.hpp"
#include "staff/keys.hpp"
#include "staff/passwords.hpp"
#include "staff/sessions.hpp"
#include "staff/throttle.hpp"
#include "store/store.hpp"

namespace chancery::staff {

struct Credentials {
  std::string login;
  std::string password;
  std::string code;                // six digits
  std::string address;             // the client's, for throttling; never stored
  std::string former_session;      // the token of a session this one replaces; may be empty
  std::string recovery_code = {};  // in place of the code, once; what it opens may only add a second factor
};

// An unknown login, a wrong password, a wrong code and a code used before give the same answer after the same work.
// Failures count by login and by address (IPv6: /64). An address a user signed in from since the start has its own
// count for that login, so that strangers' failures do not shut her out.
// Thread safety: any thread.
class SignIn {
 public:
  // Borrows all of them for its lifetime.
  SignIn(store::Store& store, const Keys& keys, Passwords& passwords, const Sessions& sessions);

  // Fails with Errc::Unauthorized (one hint for all), or Errc::TooMany with `retry_after` set. Success and each
  // failure of a user who exists are audited; what was typed as an unknown login is never kept.
  [[nodiscard]] Result<SignedIn> sign_in(const Credentials& credentials);

 private:
  class Tries;
  struct Admitted;
  [[nodiscard]] Result<Admitted> check(const Credentials& credentials);
  [[nodiscard]] Result<SignedIn> begin(const Credentials& credentials, const Admitted& admitted);
  [[nodiscard]] bool is_familiar(const std::string& pair);
  void remember(const std::string& pair);

  store::Store& store_;
  const Keys keys_;
  Passwords& passwords_;
  const Sessions& sessions_;
  Throttle by_address_;
  Throttle by_login_;
  std::mutex mutex_;
  std::unordered_set<std::string> familiar_;  // guarded by mutex_; login and address that signed in together
};

}  // namespace chancery::staff
