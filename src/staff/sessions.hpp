// Sessions: a random token in a cookie, of which only the hash is stored.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/keys.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

// What a successful sign-in hands to the browser.
struct SignedIn {
  std::string token;  // the cookie's value
  std::string csrf;   // for the X-CSRF-Token header
  User user;
  Timestamp expires;
};

// By what somebody signed in, beside her password or in place of it.
enum class SessionMethod {
  Totp,
  Passkey,
  Recovery,  // a code of last resort: such a session may only add a second factor
};
[[nodiscard]] std::string_view to_string(SessionMethod method);  // "totp"

struct Session {
  User user;
  std::string csrf;
  Timestamp started;
  Timestamp expires;  // the absolute end
  SessionMethod method = SessionMethod::Totp;
};

// Ends 12 h after sign-in, or after 2 h without a request.
// Thread safety: any thread.
class Sessions {
 public:
  static constexpr std::chrono::hours kLongest{12};
  static constexpr std::chrono::hours kIdle{2};
  static constexpr std::chrono::minutes kSeenEvery{1};  // at most one `last seen` write in this time

  // Borrows the store for its lifetime.
  Sessions(store::Store& store, const Keys& keys);

  // Begins one in the caller's transaction; the token leaves the process only once that is durable.
  [[nodiscard]] SignedIn begin(store::Transaction& tx, const User& user,
                               SessionMethod method = SessionMethod::Totp) const;
  // One read; now and then a write that nobody waits for. Fails with Errc::Unauthorized.
  [[nodiscard]] Result<Session> find(std::string_view token) const;
  // Whether `find` would succeed; but it counts as no request, so an open stream keeps no session from its idle end.
  [[nodiscard]] bool alive(std::string_view token) const;
  // Whether `find` found it in the last kIdle, as far as this process remembers: needs no store and never waits. After
  // a start it knows nobody.
  [[nodiscard]] bool seen_lately(std::string_view token) const;
  // Ends it, audited. Unknown or ended tokens are no failure: signing out is idempotent.
  [[nodiscard]] Status end(std::string_view token) const;
  // Ends all of a user's, audited under `actor`. Gives how many.
  [[nodiscard]] Result<std::int64_t> end_all(UserId user, std::string_view actor) const;
  // Nobody counts as seen lately until her next request: sessions were ended in a transaction.
  void forget_seen() const;
  // Removes what has expired. Gives how many.
  [[nodiscard]] Result<std::int64_t> sweep() const;

  // HMAC of the token: needs no store, dies with the session.
  [[nodiscard]] std::string csrf(std::string_view token) const;
  // Fails with Errc::Forbidden. Constant time.
  [[nodiscard]] Status check_csrf(std::string_view token, std::string_view given) const;

 private:
  store::Store& store_;
  void remember(std::string hash, Timestamp now) const;
  void forget(std::string_view hash) const;

  const std::string csrf_key_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Timestamp, std::less<>> seen_;  // guarded by mutex_: hash of the token -> last found
};

}  // namespace chancery::staff
