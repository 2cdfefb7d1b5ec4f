#include "staff/enrolment.hpp"

#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/audit.hpp"
#include "staff/rows.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kEnrolmentTokenLetters = 43;  // 32 bytes in base64url

std::string enrolment_context(rows::EnrolmentId id) {
  return "enrolment:" + id.text();
}

tl::unexpected<Error> gone() {
  return fail(Errc::Gone, "no such enrolment", "This link was used, was replaced or has expired: ask for a new one.");
}

tl::unexpected<Error> set_up_already() {
  return fail(Errc::Conflict, "already set up", "This server is set up already: sign in, or ask to be invited.");
}

std::optional<rows::EnrolmentRow> find_enrolment(const store::Store& store, std::string_view token) {
  if (token.size() != kEnrolmentTokenLetters) return std::nullopt;
  const auto now = store.clock().now();
  return store.read([&](store::Snapshot& snapshot) { return rows::enrolment(snapshot, rows::token_hash(token), now); });
}

}  // namespace

// What was checked outside the transaction.
struct Enrolments::Admitted {
  rows::EnrolmentRow link;
  std::string totp_secret;
  std::int64_t totp_step = 0;
  std::string password_hash;
};

std::string_view to_string(EnrolmentKind kind) {
  return kind == EnrolmentKind::Setup ? "setup" : "invitation";
}

Enrolments::Enrolments(store::Store& store, const Keys& keys, Passwords& passwords, const Sessions& sessions,
                       std::string issuer)
    : store_(store), totp_key_(keys.totp), passwords_(passwords), sessions_(sessions), issuer_(std::move(issuer)) {}

Result<EnrolmentLink> Enrolments::new_setup_link(std::string_view actor) {
  return make_link(EnrolmentKind::Setup, Role::Admin, {}, actor);
}

Result<EnrolmentLink> Enrolments::invite(std::string_view actor, std::string_view name, Role role) {
  if (auto status = check_name(name); !status) return fail(status.error());
  return make_link(EnrolmentKind::Invitation, role, name, actor);
}

Result<EnrolmentLink> Enrolments::make_link(EnrolmentKind kind, Role role, std::string_view name,
                                            std::string_view actor) {
  const auto now = store_.clock().now();
  const bool setup = kind == EnrolmentKind::Setup;
  EnrolmentLink link{crypto::random_token(), now + (setup ? std::chrono::minutes{kSetupLasts} : kInvitationLasts)};
  rows::EnrolmentRow row{.id = store_.ids().make<rows::EnrolmentId>(),
                         .token_hash = rows::token_hash(link.token),
                         .kind = kind,
                         .role = role,
                         .name = std::string(name),
                         .totp_box = {},
                         .expires_at = link.expires};
  row.totp_box = crypto::seal_secret(totp_key_, crypto::new_totp_secret(), enrolment_context(row.id));
  return store_.write_now([&](store::Transaction& tx) -> Result<EnrolmentLink> {
    const bool named = institution(tx).has_value();
    if (setup && named) return set_up_already();
    if (!setup && !named) return fail(Errc::Conflict, "not set up", "Set the server up before inviting anyone.");
    if (setup) rows::delete_setup_enrolments(tx);
    rows::delete_spent_enrolments(tx, now);
    rows::insert_enrolment(tx, row);
    append_audit(tx, now, actor, std::string(to_string(kind)) + ".offer", enrolment_context(row.id));
    return link;
  });
}

Result<EnrolmentOffer> Enrolments::open(std::string_view token) const {
  const auto row = find_enrolment(store_, token);
  if (!row) return gone();
  const auto secret = crypto::open_secret(totp_key_, row->totp_box, enrolment_context(row->id));
  if (!secret) return fail(secret.error());
  const auto named = store_.read([](store::Snapshot& snapshot) { return institution(snapshot); });
  EnrolmentOffer offer;
  offer.kind = row->kind;
  offer.expires = row->expires_at;
  offer.role = row->role;
  offer.name = row->name;
  offer.totp_secret = crypto::to_base32(*secret);
  offer.totp_uri = crypto::otpauth_uri(*secret, named ? named->name : issuer_,
                                       row->name.empty() ? std::string("administrator") : row->name);
  return offer;
}

Result<Enrolments::Admitted> Enrolments::check(std::string_view token, EnrolmentKind kind, const NewUser& user) {
  const auto row = find_enrolment(store_, token);
  if (!row || row->kind != kind) return gone();
  if (auto status = check_login(user.login); !status) return fail(status.error());
  if (auto status = check_name(user.name); !status) return fail(status.error());
  if (auto status = check_password(user.password, user.login); !status) return fail(status.error());
  const auto secret = crypto::open_secret(totp_key_, row->totp_box, enrolment_context(row->id));
  if (!secret) return fail(Errc::Internal, secret.error().detail, "This link cannot be read: ask for a new one.");
  const auto step = crypto::match_totp(*secret, user.code, store_.clock().now());
  if (!step) {
    return fail(Errc::Invalid, "wrong code",
                "code: it does not match. Scan the code shown here, and check the clock of the device.");
  }
  auto hash = passwords_.hash(user.password);
  if (!hash) return fail(hash.error());
  return Admitted{*row, *secret, *step, *std::move(hash)};
}

// Uses the link up and makes the user. The former checks may be out of date by now: these count.
Result<User> Enrolments::enrol(store::Transaction& tx, const Admitted& admitted, const NewUser& user) const {
  const auto now = store_.clock().now();
  if (!rows::use_enrolment(tx, admitted.link.token_hash, now)) return gone();
  User made{store_.ids().make<UserId>(), user.login, user.name, admitted.link.role, now};
  const rows::UserSecrets secrets{admitted.password_hash,
                                  crypto::seal_secret(totp_key_, admitted.totp_secret, rows::user_context(made.id)),
                                  admitted.totp_step};
  if (auto status = rows::insert_user(tx, made, secrets); !status) return fail(status.error());
  return made;
}

Result<SignedIn> Enrolments::complete_setup(std::string_view token, const Institution& institution, const NewUser& user,
                                            const Also& also) {
  if (auto status = check_institution(institution); !status) return fail(status.error());
  const auto admitted = check(token, EnrolmentKind::Setup, user);
  if (!admitted) return fail(admitted.error());
  return store_.write_now([&](store::Transaction& tx) -> Result<SignedIn> {
    const auto made = enrol(tx, *admitted, user);
    if (!made) return fail(made.error());
    if (auto status = name_institution(tx, institution); !status) return fail(status.error());
    append_audit(tx, store_.clock().now(), kSetupActor, "institution.set_up", audit_actor(*made));
    if (also) {
      if (auto status = also(tx, made->id); !status) return fail(status.error());
    }
    return sessions_.begin(tx, *made);
  });
}

Result<SignedIn> Enrolments::accept_invitation(std::string_view token, const NewUser& user) {
  const auto admitted = check(token, EnrolmentKind::Invitation, user);
  if (!admitted) return fail(admitted.error());
  return store_.write_now([&](store::Transaction& tx) -> Result<SignedIn> {
    const auto made = enrol(tx, *admitted, user);
    if (!made) return fail(made.error());
    append_audit(tx, store_.clock().now(), audit_actor(*made), "invitation.accept",
                 enrolment_context(admitted->link.id));
    return sessions_.begin(tx, *made);
  });
}

}  // namespace chancery::staff
