// Passkeys (Web Authentication): a key in the person's own device, which makes sure who holds it. One alone signs in:
// possession and knowledge in one, bound to our address, so that there is no password to steal and no code to relay.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "crypto/webauthn.hpp"
#include "staff/sessions.hpp"
#include "staff/throttle.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

using PasskeyId = Id<struct PasskeyTag>;

struct Passkey {
  PasskeyId id;
  std::string name;  // as she calls it
  Timestamp made_at;
  std::optional<Timestamp> used_at;
  bool backed_up = false;  // her devices share it
};

// What a browser is asked with. Bytes, not yet encoded.
struct RegistrationOffer {
  std::string challenge;
  std::string handle;
  std::vector<std::string> known;  // credentials she has
};

struct PasskeyAnswer {
  std::string challenge;
  std::string credential;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
  std::string handle;          // of a discoverable credential, every authenticator says it
  std::string address;         // the client's, for throttling; never stored
  std::string former_session;  // the token of a session this one replaces; may be empty
};

// Challenges are 32 random bytes, in memory, good once and for five minutes; the oldest give way.
// Thread safety: any thread.
class Passkeys {
 public:
  static constexpr std::size_t kChallenges = 10'000;
  static constexpr std::size_t kMost = 20;  // of one person
  static constexpr std::chrono::minutes kLasts{5};

  // Borrows store and sessions for its lifetime.
  Passkeys(store::Store& store, const Sessions& sessions, crypto::RelyingParty party);

  [[nodiscard]] const crypto::RelyingParty& party() const { return party_; }
  [[nodiscard]] std::vector<Passkey> of(UserId user) const;

  [[nodiscard]] RegistrationOffer offer(const User& user);
  // What her browser answered. Audited. Fails with Errc::Gone (the challenge is too old), Unauthorized, Malformed,
  // Unsupported, Invalid (the name), Conflict (known already, or too many).
  struct Registration {
    std::string challenge;
    std::string name;
    std::string client_data;
    std::string attestation_object;
  };
  [[nodiscard]] Result<Passkey> add(const User& user, const Registration& registration);
  // Audited. Each fails with Errc::NotFound where it is none of hers; the name with Invalid.
  [[nodiscard]] Status rename(const User& user, PasskeyId id, std::string_view name);
  [[nodiscard]] Status remove(const User& user, PasskeyId id);

  // For somebody who is not signed in: a challenge.
  [[nodiscard]] std::string challenge();
  // Fails with Errc::Unauthorized (one hint for all, whether the credential is known or not) or TooMany. A copied
  // key is audited.
  [[nodiscard]] Result<SignedIn> sign_in(const PasskeyAnswer& answer);

 private:
  struct Given {
    UserId user;
    std::string handle;  // of a registration
    std::chrono::steady_clock::time_point until;
  };

  [[nodiscard]] std::string new_challenge(UserId user, std::string handle = {});
  // What was given to her (to nobody: none) lately; it is not good again.
  [[nodiscard]] std::optional<Given> spend(const std::string& challenge, UserId user);
  [[nodiscard]] Result<SignedIn> check(const PasskeyAnswer& answer);

  store::Store& store_;
  const Sessions& sessions_;
  const crypto::RelyingParty party_;
  Throttle by_address_;
  std::mutex mutex_;
  std::map<std::string, Given> given_;  // guarded by mutex_
  std::deque<std::string> oldest_;      // guarded by mutex_; of given_, and of some that are spent
};

// All of hers; for end_user and a reset.
void remove_passkeys(store::Transaction& tx, UserId user);

}  // namespace chancery::staff
