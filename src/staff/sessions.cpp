#include "staff/sessions.hpp"

#include "base/log.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "staff/audit.hpp"
#include "staff/rows.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kSessionTokenLetters = 43;  // 32 bytes in base64url

constexpr std::size_t kRemembered = 10'000;

bool ended(const rows::SessionRow& row, Timestamp now) {
  return now >= row.started_at + Sessions::kLongest || now >= row.seen_at + Sessions::kIdle;
}

}  // namespace

Sessions::Sessions(store::Store& store, const Keys& keys) : store_(store), csrf_key_(keys.csrf) {}

std::string_view to_string(SessionMethod method) {
  switch (method) {
    case SessionMethod::Totp:
      return "totp";
    case SessionMethod::Passkey:
      return "passkey";
    case SessionMethod::Recovery:
      return "recovery";
  }
  return "";
}

SignedIn Sessions::begin(store::Transaction& tx, const User& user, SessionMethod method) const {
  const auto now = store_.clock().now();
  auto token = crypto::random_token();
  rows::insert_session(tx, rows::token_hash(token), user.id, method, now);
  auto own_csrf = csrf(token);
  return {std::move(token), std::move(own_csrf), user, now + kLongest};
}

Result<Session> Sessions::find(std::string_view token) const {
  static constexpr auto kHint = "You are not signed in, or your session has ended: sign in.";
  if (token.size() != kSessionTokenLetters) return fail(Errc::Unauthorized, "no session token", kHint);
  const auto hash = rows::token_hash(token);
  auto row = store_.read([&](store::Snapshot& snapshot) { return rows::session(snapshot, hash); });
  const auto now = store_.clock().now();
  if (!row || ended(*row, now)) {
    return fail(Errc::Unauthorized, "no such session", kHint);
  }
  if (now >= row->seen_at + kSeenEvery) {
    const auto touch = [hash, now](store::Transaction& tx) -> Status {
      rows::touch_session(tx, hash, now);
      return {};
    };
    store_.submit(store::Lane::Interactive, touch, [](const Status& status) {
      if (!status) log::warn("staff", "a session's last use was not written: {}", status.error().detail);
    });
  }
  remember(hash, now);
  return Session{std::move(row->user), csrf(token), row->started_at, row->started_at + kLongest, row->method};
}

bool Sessions::alive(std::string_view token) const {
  const auto hash = rows::token_hash(token);
  const auto row = store_.read([&](store::Snapshot& snapshot) { return rows::session(snapshot, hash); });
  return row && !ended(*row, store_.clock().now());
}

bool Sessions::seen_lately(std::string_view token) const {
  if (token.size() != kSessionTokenLetters) return false;
  const auto hash = rows::token_hash(token);
  const auto now = store_.clock().now();
  const std::lock_guard lock(mutex_);
  const auto found = seen_.find(hash);
  return found != seen_.end() && now < found->second + kIdle;
}

void Sessions::remember(std::string hash, Timestamp now) const {
  const std::lock_guard lock(mutex_);
  if (seen_.size() >= kRemembered) std::erase_if(seen_, [now](const auto& each) { return now >= each.second + kIdle; });
  if (seen_.size() >= kRemembered) seen_.clear();  // their next request remembers them
  seen_.insert_or_assign(std::move(hash), now);
}

void Sessions::forget(std::string_view hash) const {
  const std::lock_guard lock(mutex_);
  if (const auto found = seen_.find(hash); found != seen_.end()) seen_.erase(found);
}

void Sessions::forget_seen() const {
  const std::lock_guard lock(mutex_);
  seen_.clear();
}

Status Sessions::end(std::string_view token) const {
  const auto now = store_.clock().now();
  forget(rows::token_hash(token));
  const auto end_it = [hash = rows::token_hash(token), now](store::Transaction& tx) -> Status {
    if (const auto user = rows::delete_session(tx, hash)) {
      append_audit(tx, now, audit_actor(*user), "session.end", audit_actor(*user));
    }
    return {};
  };
  return store_.write_now(end_it);
}

Result<std::int64_t> Sessions::end_all(UserId user, std::string_view actor) const {
  const auto now = store_.clock().now();
  forget_seen();  // whose is not remembered: the others' next request brings them back
  const auto end_them = [user, now, actor = std::string(actor)](store::Transaction& tx) -> Result<std::int64_t> {
    const auto whose = user_by_id(tx, user);
    if (!whose) return fail(Errc::NotFound, "no such user", "There is no such user.");
    append_audit(tx, now, actor, "session.end_all", audit_actor(*whose));
    return rows::delete_sessions_of(tx, user);
  };
  return store_.write_now(end_them);
}

Result<std::int64_t> Sessions::sweep() const {
  const auto now = store_.clock().now();
  const auto remove = [now](store::Transaction& tx) -> Result<std::int64_t> {
    return rows::delete_sessions_before(tx, now - kLongest, now - kIdle);
  };
  return store_.write(store::Lane::Bulk, remove).get();
}

std::string Sessions::csrf(std::string_view token) const {
  return crypto::to_base64url(crypto::hmac_sha256(csrf_key_, token));
}

Status Sessions::check_csrf(std::string_view token, std::string_view given) const {
  if (crypto::constant_time_equal(csrf(token), given)) return {};
  return fail(Errc::Forbidden, "wrong CSRF token", "This page is out of date: load it again.");
}

}  // namespace chancery::staff
