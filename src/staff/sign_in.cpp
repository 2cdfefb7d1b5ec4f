#include "staff/sign_in.hpp"

#include <optional>
#include <utility>

#include "base/log.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/audit.hpp"
#include "staff/recovery.hpp"
#include "staff/rows.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kMostFamiliar = 10'000;
// Over an address: an office or a mobile network may stand behind one.
constexpr Throttle::Options kSignInByAddress{.free = 20};
constexpr Throttle::Options kByLogin{};

tl::unexpected<Error> wrong_sign_in() {
  return fail(Errc::Unauthorized, "sign-in refused", "Login, password or code is wrong. A code works only once.");
}

tl::unexpected<Error> too_soon(std::chrono::seconds wait) {
  return fail(Error{Errc::TooMany, "sign-in throttled",
                    "Too many failed attempts: try again in " + std::to_string(wait.count()) + " s.", wait});
}

}  // namespace

// One attempt under both counts. It counts as failed unless told otherwise.
class SignIn::Tries {
 public:
  Tries(SignIn& owner, const Credentials& credentials)
      : owner_(owner), address_(address_block(credentials.address)), login_(credentials.login) {
    // The count of a login that cannot exist would only take up room.
    if (!check_login(login_)) login_.clear();
    pair_ = login_ + ' ' + address_;
    if (!login_.empty() && owner_.is_familiar(pair_)) login_ = pair_;
  }

  [[nodiscard]] Status enter() {
    if (const auto wait = owner_.by_address_.enter(address_)) return too_soon(*wait);
    if (login_.empty()) return {};
    const auto wait = owner_.by_login_.enter(login_);
    if (!wait) return {};
    owner_.by_address_.leave(address_);
    return too_soon(*wait);
  }
  void take_back() {
    owner_.by_address_.leave(address_);
    owner_.by_login_.leave(login_);
  }
  void succeed() {
    owner_.by_address_.succeeded(address_);
    owner_.by_login_.succeeded(login_);
    owner_.remember(pair_);
  }

 private:
  SignIn& owner_;
  std::string address_;
  std::string login_;  // empty: not counted
  std::string pair_;
};

struct SignIn::Admitted {
  User user;
  std::int64_t step = 0;                // of the authenticator's code
  std::string recovery;                 // in place of it: the hash of a recovery code
  std::optional<std::string> new_hash;  // when the stored one was made at another cost
};

SignIn::SignIn(store::Store& store, const Keys& keys, Passwords& passwords, const Sessions& sessions)
    : store_(store),
      keys_(keys),
      passwords_(passwords),
      sessions_(sessions),
      by_address_(store.clock(), kSignInByAddress),
      by_login_(store.clock(), kByLogin) {}

Result<SignedIn> SignIn::sign_in(const Credentials& credentials) {
  Tries tries(*this, credentials);
  if (auto status = tries.enter(); !status) return fail(status.error());
  auto admitted = check(credentials);
  auto signed_in = admitted ? begin(credentials, *admitted) : Result<SignedIn>(fail(admitted.error()));
  if (signed_in) {
    tries.succeed();
  } else if (signed_in.error().code != Errc::Unauthorized) {
    tries.take_back();
  }
  return signed_in;
}

// Does the same work for everybody, and only then looks at what it found.
Result<SignIn::Admitted> SignIn::check(const Credentials& credentials) {
  auto found = store_.read([&](store::Snapshot& snapshot) { return rows::full_user(snapshot, credentials.login); });
  const auto secrets = found ? found->secrets : rows::UserSecrets{};
  const auto now = store_.clock().now();
  const auto password = passwords_.matches(secrets.password_hash, credentials.password);
  if (!password) return fail(password.error());
  const auto context = rows::user_context(found ? found->user.id : UserId{});
  const auto secret = crypto::open_secret(keys_.totp, secrets.totp_box, context).value_or(std::string(20, '\0'));
  const auto step = crypto::match_totp(secret, credentials.code, now, secrets.totp_step);
  if (!found) return wrong_sign_in();
  std::string recovery;
  if (!credentials.recovery_code.empty()) {
    recovery = recovery_hash(keys_, found->user.id, credentials.recovery_code);
    if (!store_.read([&](auto& snapshot) { return is_recovery_code(snapshot, found->user.id, recovery); })) {
      recovery.clear();
    }
  }
  if (!*password || (!step && recovery.empty())) {
    // Nobody waits for the entry: the time of the answer must not tell that the login exists.
    const auto entry = [now, who = audit_actor(found->user)](store::Transaction& tx) -> Status {
      append_audit(tx, now, who, "session.refuse", who);
      return {};
    };
    store_.submit(store::Lane::Interactive, entry, [](const Status& status) {
      if (!status) log::error("staff", "a refused sign-in was not audited: {}", status.error().detail);
    });
    return wrong_sign_in();
  }
  Admitted admitted{std::move(found->user), step.value_or(0), std::move(recovery), {}};
  if (passwords_.needs_rehash(secrets.password_hash)) {
    if (auto hash = passwords_.hash(credentials.password)) admitted.new_hash = *std::move(hash);
  }
  return admitted;
}

Result<SignedIn> SignIn::begin(const Credentials& credentials, const Admitted& admitted) {
  const auto now = store_.clock().now();
  const auto former = credentials.former_session.empty() ? "" : rows::token_hash(credentials.former_session);
  return store_.write_now([&](store::Transaction& tx) -> Result<SignedIn> {
    // Two requests with one code may both have come this far.
    const bool recovers = !admitted.recovery.empty();
    const bool used = recovers ? use_recovery_code(tx, admitted.user.id, admitted.recovery, now)
                               : rows::use_totp_step(tx, admitted.user.id, admitted.step);
    if (!used) return wrong_sign_in();
    if (admitted.new_hash) rows::set_password_hash(tx, admitted.user.id, *admitted.new_hash);
    if (!former.empty()) rows::delete_session(tx, former);
    append_audit(tx, now, audit_actor(admitted.user), recovers ? "session.recover" : "session.begin",
                 audit_actor(admitted.user));
    return sessions_.begin(tx, admitted.user, recovers ? SessionMethod::Recovery : SessionMethod::Totp);
  });
}

bool SignIn::is_familiar(const std::string& pair) {
  const std::lock_guard lock(mutex_);
  return familiar_.contains(pair);
}

void SignIn::remember(const std::string& pair) {
  const std::lock_guard lock(mutex_);
  if (familiar_.size() >= kMostFamiliar) familiar_.clear();
  familiar_.insert(pair);
}

}  // namespace chancery::staff
