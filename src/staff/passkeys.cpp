#include "staff/passkeys.hpp"

#include <utility>

#include "base/log.hpp"
#include "crypto/random.hpp"
#include "staff/audit.hpp"
#include "staff/plain_text.hpp"
#include "staff/rows.hpp"
#include "staff/second_factor_rows.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kLongestPasskeyName = 60;
constexpr std::size_t kHandle = 16;
constexpr Throttle::Options kPasskeyByAddress{.free = 20};

tl::unexpected<Error> wrong_passkey() {
  return fail(Errc::Unauthorized, "passkey refused", "This passkey is not known here, or was not confirmed.");
}

std::string subject(const User& user, PasskeyId id) {
  return "passkey:" + id.text() + ' ' + audit_actor(user);
}

}  // namespace

Passkeys::Passkeys(store::Store& store, const Sessions& sessions, crypto::RelyingParty party)
    : store_(store), sessions_(sessions), party_(std::move(party)), by_address_(store.clock(), kPasskeyByAddress) {}

std::string Passkeys::new_challenge(UserId user, std::string handle) {
  auto challenge = crypto::random_bytes(32);
  const auto until = store_.clock().steady() + kLasts;
  const std::lock_guard lock(mutex_);
  given_.emplace(challenge, Given{user, std::move(handle), until});
  oldest_.push_back(challenge);
  while (oldest_.size() > kChallenges) {
    given_.erase(oldest_.front());
    oldest_.pop_front();
  }
  return challenge;
}

std::optional<Passkeys::Given> Passkeys::spend(const std::string& challenge, UserId user) {
  const std::lock_guard lock(mutex_);
  const auto found = given_.find(challenge);
  if (found == given_.end()) return std::nullopt;
  auto given = std::move(found->second);
  given_.erase(found);
  if (given.user != user || store_.clock().steady() >= given.until) return std::nullopt;
  return given;
}

std::vector<Passkey> Passkeys::of(UserId user) const {
  std::vector<Passkey> all;
  for (auto& row : store_.read([&](store::Snapshot& snapshot) { return rows::passkeys_of(snapshot, user); })) {
    all.push_back(std::move(row.passkey));
  }
  return all;
}

RegistrationOffer Passkeys::offer(const User& user) {
  RegistrationOffer offer;
  for (auto& row : store_.read([&](store::Snapshot& snapshot) { return rows::passkeys_of(snapshot, user.id); })) {
    offer.handle = row.handle;
    offer.known.push_back(std::move(row.credential));
  }
  if (offer.handle.empty()) offer.handle = crypto::random_bytes(kHandle);
  offer.challenge = new_challenge(user.id, offer.handle);
  return offer;
}

Result<Passkey> Passkeys::add(const User& user, const Registration& registration) {
  if (auto fits = check_plain_text(registration.name, kLongestPasskeyName, "name"); !fits) return fail(fits.error());
  const auto given = spend(registration.challenge, user.id);
  if (!given) {
    return fail(Errc::Gone, "no such challenge", "This took too long: begin again.");
  }
  auto made = crypto::verify_registration(party_, registration.challenge, registration.client_data,
                                          registration.attestation_object);
  if (!made) {
    return fail(Error{made.error().code == Errc::Unsupported ? Errc::Unsupported : Errc::Invalid,
                      made.error().detail,
                      "This passkey cannot be used here: try another device or browser.",
                      {}});
  }
  const auto now = store_.clock().now();
  const auto held = store_.read([&](store::Snapshot& snapshot) { return rows::passkeys_of(snapshot, user.id); });
  if (held.size() >= kMost) return fail(Errc::Conflict, "too many passkeys", "You have 20 passkeys: remove one first.");
  rows::PasskeyRow row{
      .passkey = {.id = store_.ids().make<PasskeyId>(), .name = registration.name, .made_at = now, .used_at = {}},
      .user = user.id,
      .credential = std::move(made->id),
      .handle = given->handle,
      .known = {std::move(made->key), made->sign_count, made->backup_eligible}};
  row.passkey.backed_up = made->backed_up;
  return store_.write_now([&](store::Transaction& tx) -> Result<Passkey> {
    if (auto stored = rows::insert_passkey(tx, row); !stored) return fail(stored.error());
    append_audit(tx, now, audit_actor(user), "passkey.add", subject(user, row.passkey.id));
    return row.passkey;
  });
}

Status Passkeys::rename(const User& user, PasskeyId id, std::string_view name) {
  if (auto fits = check_plain_text(name, kLongestPasskeyName, "name"); !fits) return fits;
  const auto now = store_.clock().now();
  return store_.write_now([&](store::Transaction& tx) -> Status {
    if (!rows::rename_passkey(tx, user.id, id, name)) return fail(Errc::NotFound, "you have no such passkey");
    append_audit(tx, now, audit_actor(user), "passkey.rename", subject(user, id));
    return {};
  });
}

Status Passkeys::remove(const User& user, PasskeyId id) {
  const auto now = store_.clock().now();
  return store_.write_now([&](store::Transaction& tx) -> Status {
    if (!rows::remove_passkey(tx, user.id, id)) return fail(Errc::NotFound, "you have no such passkey");
    append_audit(tx, now, audit_actor(user), "passkey.remove", subject(user, id));
    return {};
  });
}

std::string Passkeys::challenge() {
  return new_challenge({});
}

Result<SignedIn> Passkeys::sign_in(const PasskeyAnswer& answer) {
  const auto block = address_block(answer.address);
  if (const auto wait = by_address_.enter(block)) {
    return fail(Error{Errc::TooMany, "passkey sign-in throttled",
                      "Too many failed attempts: try again in " + std::to_string(wait->count()) + " s.", *wait});
  }
  auto signed_in = check(answer);
  if (signed_in) {
    by_address_.succeeded(block);
  } else if (signed_in.error().code != Errc::Unauthorized) {
    by_address_.leave(block);
  }
  return signed_in;
}

Result<SignedIn> Passkeys::check(const PasskeyAnswer& answer) {
  if (!spend(answer.challenge, {})) return wrong_passkey();
  const auto row =
      store_.read([&](store::Snapshot& snapshot) { return rows::passkey_by_credential(snapshot, answer.credential); });
  const auto user =
      !row ? std::nullopt : store_.read([&](store::Snapshot& snapshot) { return user_by_id(snapshot, row->user); });
  if (!user || user->ended_at) return wrong_passkey();
  // Who it is was not asked before: the authenticator says so (section 7.2, step 6).
  if (answer.handle != row->handle) return wrong_passkey();
  const auto asserted = crypto::verify_assertion(
      party_, answer.challenge, {answer.client_data, answer.authenticator_data, answer.signature}, row->known);
  const auto now = store_.clock().now();
  if (!asserted) {
    log::info("staff", "a passkey was refused: {}", asserted.error().detail);
    const bool copied = asserted.error().code == Errc::Refused;
    const auto told = store_.write_now([&](store::Transaction& tx) -> Status {
      append_audit(tx, now, audit_actor(*user), copied ? "passkey.cloned" : "session.refuse",
                   copied ? subject(*user, row->passkey.id) : audit_actor(*user));
      return {};
    });
    if (!told) return fail(told.error());
    return wrong_passkey();
  }
  const auto former = answer.former_session.empty() ? "" : rows::token_hash(answer.former_session);
  return store_.write_now([&](store::Transaction& tx) -> Result<SignedIn> {
    if (!rows::use_passkey(tx, *row, *asserted, now)) return wrong_passkey();
    if (!former.empty()) rows::delete_session(tx, former);
    append_audit(tx, now, audit_actor(*user), "session.begin", audit_actor(*user) + " passkey");
    return sessions_.begin(tx, *user, SessionMethod::Passkey);
  });
}

}  // namespace chancery::staff
