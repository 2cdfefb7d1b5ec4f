// Passkeys and recovery codes: everybody's own, and signing in with a passkey.
#include <cassert>
#include <string>
#include <vector>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/passkeys.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/session_answer.hpp"
#include "base/ids.hpp"
#include "crypto/encoding.hpp"
#include "net/url.hpp"
#include "staff/institution.hpp"
#include "staff/recovery.hpp"

namespace chancery::api {
namespace {

json::Object passkey_json(const staff::Passkey& passkey) {
  return {{"id", passkey.id.text()},
          {"name", passkey.name},
          {"made", to_rfc3339(passkey.made_at)},
          {"used", time_or_null(passkey.used_at)},
          {"backed_up", passkey.backed_up}};
}

// Reads members that are bytes in base64url; empty where one is wrong, and `problem` says which.
class Bytes {
 public:
  explicit Bytes(Fields& fields) : fields_(fields) {}

  std::string take(std::string_view name) { return decode(name, fields_.text(name)); }
  std::string take_optional(std::string_view name) { return decode(name, fields_.optional_text(name).value_or("")); }
  [[nodiscard]] Status check() const {
    if (auto read = fields_.check(); !read) return read;
    if (problem_.empty()) return {};
    return fail(Errc::Invalid, problem_ + ": bytes in base64url, without padding");
  }

 private:
  std::string decode(std::string_view name, const std::string& text) {
    auto bytes = crypto::from_base64url(text);
    if (!bytes && problem_.empty()) problem_ = name;
    return bytes.value_or("");
  }

  Fields& fields_;
  std::string problem_;
};

net::Response list_passkeys(const Services& services, const Visitor& visitor) {
  const auto user = visitor.session.user.id;
  json::Array passkeys;
  for (const auto& passkey : services.passkeys.of(user)) passkeys.emplace_back(passkey_json(passkey));
  const auto left = services.store.read([&](auto& snapshot) { return staff::recovery_codes_left(snapshot, user); });
  return json_answer(200, {{"passkeys", std::move(passkeys)},
                           {"recovery_codes", left},
                           {"method", staff::to_string(visitor.session.method)},
                           {"host", services.passkeys.party().id}});
}

// What the browser's `navigator.credentials.create` is called with.
net::Response offer(const Services& services, const Visitor& visitor) {
  const auto& user = visitor.session.user;
  const auto offer = services.passkeys.offer(user);
  const auto named = services.store.read([](store::Snapshot& snapshot) { return staff::institution(snapshot); });
  json::Array known;
  for (const auto& credential : offer.known) known.emplace_back(crypto::to_base64url(credential));
  return json_answer(200, {{"challenge", crypto::to_base64url(offer.challenge)},
                           {"host", services.passkeys.party().id},
                           {"institution", named ? named->name : "Chancery"},
                           {"handle", crypto::to_base64url(offer.handle)},
                           {"login", user.login},
                           {"name", user.name},
                           {"known", std::move(known)},
                           {"algorithms", json::Array{crypto::kEs256, crypto::kEdDsa, crypto::kRs256}}});
}

Result<net::Response> add_passkey(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Bytes bytes(*body);
  const staff::Passkeys::Registration registration{.challenge = bytes.take("challenge"),
                                                   .name = body->text("name"),
                                                   .client_data = bytes.take("client_data"),
                                                   .attestation_object = bytes.take("attestation_object")};
  if (auto read = bytes.check(); !read) return fail(read.error());
  const auto added = services.passkeys.add(visitor.session.user, registration);
  if (!added) return fail(added.error());
  return json_answer(201, passkey_json(*added));
}

Result<net::Response> rename(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<staff::PasskeyId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto name = body->text("name");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto renamed = services.passkeys.rename(visitor.session.user, *id, name);
  if (!renamed) return fail(renamed.error());
  return list_passkeys(services, visitor);
}

Result<net::Response> remove_passkey(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<staff::PasskeyId>(request);
  if (!id) return fail(id.error());
  const auto removed = services.passkeys.remove(visitor.session.user, *id);
  if (!removed) return fail(removed.error());
  return net::Response::empty(204);
}

Result<net::Response> renew_codes(const Services& services, const Visitor& visitor) {
  const auto now = services.clock.now();
  const auto codes = services.store.write_now([&](store::Transaction& tx) -> Result<std::vector<std::string>> {
    return staff::renew_recovery_codes(tx, services.staff_keys, visitor.session.user, now);
  });
  if (!codes) return fail(codes.error());
  return json_answer(201, {{"codes", json::Array(codes->begin(), codes->end())}});
}

Result<net::Response> sign_in_by_passkey(const Services& services, const SessionCookie& cookie,
                                         const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Bytes bytes(*body);
  const staff::PasskeyAnswer answer{.challenge = bytes.take("challenge"),
                                    .credential = bytes.take("credential"),
                                    .client_data = bytes.take("client_data"),
                                    .authenticator_data = bytes.take("authenticator_data"),
                                    .signature = bytes.take("signature"),
                                    .handle = bytes.take_optional("handle"),
                                    .address = request.peer,
                                    .former_session = cookie.read(request).value_or("")};
  if (auto read = bytes.check(); !read) return fail(read.error());
  const auto signed_in = services.passkeys.sign_in(answer);
  if (!signed_in) return fail(signed_in.error());
  if (!answer.former_session.empty()) services.feed.close_session(services.sessions.csrf(answer.former_session));
  return signed_in_answer(200, services, cookie, *signed_in);
}

}  // namespace

crypto::RelyingParty relying_party(std::string_view base_url) {
  const auto url = net::Url::parse(base_url);
  assert(url && "a base URL can be read");
  if (!is_loopback_host(url->host())) return {url->host(), {url->origin()}};
  const std::string local = url->scheme() + "://localhost";
  const auto named = net::Url::parse(local + ':' + std::to_string(url->port()) + '/');
  return {"localhost", {named ? named->origin() : local}};
}

void add_passkeys_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  const auto cookie = routes.guard().cookie();
  routes.add_signed_in(Method::Get, "/api/staff/passkeys",
                       [services](const Request&, const Visitor& visitor) { return list_passkeys(services, visitor); });
  routes.add_signed_in(
      Method::Post, "/api/staff/passkeys/options",
      [services](const Request&, const Visitor& visitor) { return offer(services, visitor); }, Writes::Nothing);
  routes.add_signed_in(Method::Post, "/api/staff/passkeys", [services](const Request& request, const Visitor& visitor) {
    return add_passkey(services, request, visitor);
  });
  routes.add_signed_in(
      Method::Post, "/api/staff/passkeys/{id}/name",
      [services](const Request& request, const Visitor& visitor) { return rename(services, request, visitor); });
  routes.add_signed_in(Method::Delete, "/api/staff/passkeys/{id}",
                       [services](const Request& request, const Visitor& visitor) {
                         return remove_passkey(services, request, visitor);
                       });
  routes.add_signed_in(Method::Post, "/api/staff/recovery-codes",
                       [services](const Request&, const Visitor& visitor) { return renew_codes(services, visitor); });
  routes.add_open(Method::Post, "/api/staff/session/passkey/options", [services](const Request&) {
    return json_answer(200, {{"challenge", crypto::to_base64url(services.passkeys.challenge())},
                             {"host", services.passkeys.party().id}});
  });
  routes.add_open(Method::Post, "/api/staff/session/passkey",
                  [services, cookie](const Request& request) { return sign_in_by_passkey(services, cookie, request); });
}

}  // namespace chancery::api
