// One-time links: how the first administrator sets the server up, and how the invited join.
//
// A link's token is 32 random bytes, of which only the hash is stored. Each link holds its own authenticator secret,
// so that the QR code shown and the code confirmed belong together. It works once, until it expires.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/institution.hpp"
#include "staff/keys.hpp"
#include "staff/passwords.hpp"
#include "staff/sessions.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

enum class EnrolmentKind { Setup, Invitation };
[[nodiscard]] std::string_view to_string(EnrolmentKind kind);  // "setup", "invitation"

struct EnrolmentLink {
  std::string token;  // base64url; shown once, belongs in an address's fragment, never in its path or query
  Timestamp expires;
};

// What a link still offers.
struct EnrolmentOffer {
  EnrolmentKind kind = EnrolmentKind::Invitation;
  Timestamp expires;
  Role role = Role::Officer;
  std::string name;         // who was invited; empty for set-up
  std::string totp_secret;  // base32
  std::string totp_uri;     // otpauth://
};

// Thread safety: any thread.
class Enrolments {
 public:
  static constexpr std::chrono::minutes kSetupLasts{30};
  static constexpr std::chrono::hours kInvitationLasts{72};
  // Adds the caller's own rows (the first watch) to the set-up's transaction. It runs on the writer's thread.
  using Also = std::function<Status(store::Transaction&, UserId)>;

  // Borrows store, passwords and sessions for its lifetime. `issuer` is what the authenticator shows beside the code
  // until the institution has a name.
  Enrolments(store::Store& store, const Keys& keys, Passwords& passwords, const Sessions& sessions,
             std::string issuer = "Chancery");

  // Replaces the former set-up link. `actor` is kSetupActor at start, audit_actor_cli(uid) from the control socket.
  // Fails with Errc::Conflict when already set up.
  [[nodiscard]] Result<EnrolmentLink> new_setup_link(std::string_view actor);
  // Fails with Errc::Invalid (name), or Errc::Conflict while the server is not set up.
  [[nodiscard]] Result<EnrolmentLink> invite(std::string_view actor, std::string_view name, Role role);

  // Fails with Errc::Gone when the link was used, has expired, was replaced or never was: one answer for all.
  [[nodiscard]] Result<EnrolmentOffer> open(std::string_view token) const;

  // One transaction: institution, first user (admin), link used, `also`, audit, session.
  // Fails with Errc::Gone, Conflict (already set up, or login taken), Invalid (a field or the code: the link stays
  // good), TooMany, or what `also` gave.
  [[nodiscard]] Result<SignedIn> complete_setup(std::string_view token, const Institution& institution,
                                                const NewUser& user, const Also& also);
  // Likewise for the invited person, in the role of the invitation.
  [[nodiscard]] Result<SignedIn> accept_invitation(std::string_view token, const NewUser& user);

 private:
  struct Admitted;
  [[nodiscard]] Result<Admitted> check(std::string_view token, EnrolmentKind kind, const NewUser& user);
  [[nodiscard]] Result<User> enrol(store::Transaction& tx, const Admitted& admitted, const NewUser& user) const;
  [[nodiscard]] Result<EnrolmentLink> make_link(EnrolmentKind kind, Role role, std::string_view name,
                                                std::string_view actor);

  store::Store& store_;
  const std::string totp_key_;
  Passwords& passwords_;
  const Sessions& sessions_;
  const std::string issuer_;
};

}  // namespace chancery::staff
