// Signing in to the fictional ministry of `serve --demo`, with the token its operator was shown at start.
//
// There is no such door on a real ministry: the institution must be marked as fictional, the base URL this machine's
// own, and a token must have been made. The token alone signs the visitor in, who is administrator; followed by
// ".dpo", ".analyst", ".editor" or ".officer" the person of that role.
#include <algorithm>
#include <string>
#include <string_view>

#include "api/fields.hpp"
#include "api/resources.hpp"
#include "api/session_answer.hpp"
#include "crypto/hash.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "staff/users.hpp"

namespace chancery::api {
namespace {

Status check_door(const Services& services, std::string_view token) {
  const auto institution = services.store.read([](store::Snapshot& snapshot) { return staff::institution(snapshot); });
  const bool open = institution && institution->demo && services.addresses.loopback() && !services.demo_token.empty();
  if (!open || !crypto::constant_time_equal(token, services.demo_token)) {
    return fail(Errc::Gone, "no demo, or another token",
                "this link is not good any more: take the one the server printed when it started");
  }
  return {};
}

Result<net::Response> enter(const Services& services, const SessionCookie& cookie, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto asked = body->text("token");
  if (auto read = body->check(); !read) return fail(read.error());
  const std::string_view whole = asked;
  const auto dot = std::min(whole.find('.'), whole.size());
  if (auto open = check_door(services, whole.substr(0, dot)); !open) return fail(open.error());
  const auto login = "demo" + std::string{whole.substr(dot)};
  const auto visitor =
      services.store.read([&](store::Snapshot& snapshot) { return staff::user_by_login(snapshot, login); });
  if (!visitor)
    return fail(Errc::NotFound, "the demo has no such person",
                "write nothing behind the link, or .dpo, .analyst, .editor or .officer");
  const auto signed_in = services.store.write_now([&](store::Transaction& tx) -> Result<staff::SignedIn> {
    staff::append_audit(tx, services.clock.now(), staff::audit_actor(*visitor), "session.demo",
                        "user:" + visitor->login);
    return services.sessions.begin(tx, *visitor);
  });
  if (!signed_in) return fail(signed_in.error());
  return signed_in_answer(200, services, cookie, *signed_in);
}

}  // namespace

void add_demo_sign_in_routes(GuardedRouter& routes, const Services& services) {
  routes.add_open(net::Method::Post, "/api/staff/demo",
                  [services, cookie = routes.guard().cookie()](const net::Request& request) {
                    return enter(services, cookie, request);
                  });
}

}  // namespace chancery::api
