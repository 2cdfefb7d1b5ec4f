#include "api/guard.hpp"

#include <utility>

#include "api/security_headers.hpp"
#include "base/log.hpp"

namespace chancery::api {
namespace {

net::Response finish(Result<net::Response> result) {
  if (!result) return answer(result.error());
  harden_api_answer(result->headers);
  return std::move(*result);
}

// What a session that a recovery code opened is for: a new second factor.
bool only_recovers(std::string_view path) {
  return path == "/api/staff/session" || path == "/api/staff/passkeys" || path.starts_with("/api/staff/passkeys/");
}

}  // namespace

net::Response answer(const Error& error) {
  if (errc_info(error.code).http_status >= 500) log::error("api", "{}", error.detail);
  auto response = net::Response::of(error);
  harden_api_answer(response.headers);
  return response;
}

bool changes_something(net::Method method) {
  return method != net::Method::Get && method != net::Method::Head && method != net::Method::Options;
}

Guard::Guard(const staff::Sessions& sessions, const net::Url& base_url)
    : sessions_(&sessions), base_url_(base_url), cookie_(base_url) {}

Status Guard::check_origin(const net::Request& request) const {
  const auto site = request.headers.find("Sec-Fetch-Site");
  if (site && *site != "same-origin") {
    return fail(Errc::Forbidden, "a change sent from another site", "this change did not come from our own pages");
  }
  const auto origin = request.headers.find("Origin");
  if (!origin || *origin == base_url_.origin()) return {};
  const auto url = net::Url::parse(*origin);
  if (url && is_loopback_host(base_url_.host()) && is_loopback_host(url->host()) &&
      url->scheme() == base_url_.scheme() && url->port() == base_url_.port()) {
    return {};
  }
  return fail(Errc::Forbidden, "a change sent from another origin",
              "this change came from another address than " + base_url_.origin() + ": open the application there");
}

Result<Visitor> Guard::admit(const net::Request& request, std::optional<staff::Action> needs) const {
  auto token = cookie_.read(request);
  if (!token) return fail(Errc::Unauthorized, "no session cookie", "sign in first");
  auto session = sessions_->find(*token);
  if (!session) return fail(session.error());
  if (session->method == staff::SessionMethod::Recovery && !only_recovers(request.path)) {
    return fail(Errc::Forbidden, "a session of a recovery code",
                "You signed in with a recovery code: add a passkey, then sign in with it.");
  }
  if (needs) {
    if (auto allowed = staff::require(session->user.role, *needs); !allowed) return fail(allowed.error());
  }
  if (changes_something(request.method)) {
    if (auto origin = check_origin(request); !origin) return fail(origin.error());
    const auto given = request.headers.find("X-CSRF-Token").value_or("");
    if (auto right = sessions_->check_csrf(*token, given); !right) return fail(right.error());
  }
  return Visitor{std::move(*session), std::move(*token)};
}

void GuardedRouter::add_guarded(net::Method method, std::string pattern, std::optional<staff::Action> needs,
                                StaffHandler handler, Writes writes) {
  const bool keyed = changes_something(method) && writes == Writes::Once;
  router_.add(method, std::move(pattern),
              [guard = guard_, once = once_, keyed, needs, handler = std::move(handler)](const net::Request& request) {
                const auto visitor = guard.admit(request, needs);
                if (!visitor) return answer(visitor.error());
                if (!keyed) return finish(handler(request, *visitor));
                return finish(once->run(request, visitor->session.user.id, [&] { return handler(request, *visitor); }));
              });
}

void GuardedRouter::add(net::Method method, std::string pattern, staff::Action needs, StaffHandler handler,
                        Writes writes) {
  add_guarded(method, std::move(pattern), needs, std::move(handler), writes);
}

void GuardedRouter::add_signed_in(net::Method method, std::string pattern, StaffHandler handler, Writes writes) {
  add_guarded(method, std::move(pattern), std::nullopt, std::move(handler), writes);
}

void GuardedRouter::add_open(net::Method method, std::string pattern, OpenHandler handler) {
  router_.add(method, std::move(pattern), [guard = guard_, handler = std::move(handler)](const net::Request& request) {
    if (changes_something(request.method)) {
      if (auto origin = guard.check_origin(request); !origin) return answer(origin.error());
    }
    return finish(handler(request));
  });
}

void GuardedRouter::add_stream(std::string pattern, StreamHandler handler) {
  router_.add_deferred(net::Method::Get, std::move(pattern),
                       [guard = guard_, handler = std::move(handler)](net::Request request, net::Responder responder) {
                         const auto visitor = guard.admit(request, std::nullopt);
                         if (!visitor) {
                           std::move(responder).send(answer(visitor.error()));
                           return;
                         }
                         handler(std::move(request), *visitor, std::move(responder));
                       });
}

}  // namespace chancery::api
