// Signing in and out.
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/session_answer.hpp"

namespace chancery::api {
namespace {

net::Response answer_session(const Services& services, const SessionCookie& cookie, const net::Request& request) {
  if (const auto token = cookie.read(request)) {
    if (const auto session = services.sessions.find(*token)) {
      return json_answer(200, session_json(services, &session->user, session->csrf));
    }
  }
  return json_answer(200, session_json(services, nullptr, {}));
}

Result<net::Response> sign_in(const Services& services, const SessionCookie& cookie, const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const staff::Credentials credentials{.login = body->text("login"),
                                       .password = body->text("password"),
                                       .code = body->optional_text("code").value_or(""),
                                       .address = request.peer,
                                       .former_session = cookie.read(request).value_or(""),
                                       .recovery_code = body->optional_text("recovery_code").value_or("")};
  if (auto read = body->check(); !read) return fail(read.error());
  if (credentials.code.empty() == credentials.recovery_code.empty()) {
    return fail(Errc::Invalid, "code: the six digits of your authenticator, or recovery_code in place of it");
  }
  const auto signed_in = services.sign_in.sign_in(credentials);
  if (!signed_in) return fail(signed_in.error());
  if (!credentials.former_session.empty()) {
    services.feed.close_session(services.sessions.csrf(credentials.former_session));
  }
  return signed_in_answer(200, services, cookie, *signed_in);
}

Result<net::Response> sign_out(const Services& services, const SessionCookie& cookie, const Visitor& visitor) {
  if (auto ended = services.sessions.end(visitor.token); !ended) return fail(ended.error());
  services.feed.close_session(visitor.session.csrf);
  auto response = net::Response::empty(204);
  response.headers.add("Set-Cookie", cookie.clear());
  return response;
}

}  // namespace

void add_session_routes(GuardedRouter& routes, const Services& services) {
  const auto cookie = routes.guard().cookie();
  routes.add_open(net::Method::Get, "/api/staff/session", [services, cookie](const net::Request& request) {
    return answer_session(services, cookie, request);
  });
  routes.add_open(net::Method::Post, "/api/staff/session",
                  [services, cookie](const net::Request& request) { return sign_in(services, cookie, request); });
  routes.add_signed_in(
      net::Method::Delete, "/api/staff/session",
      [services, cookie](const net::Request&, const Visitor& visitor) { return sign_out(services, cookie, visitor); },
      Writes::Nothing);
}

}  // namespace chancery::api
