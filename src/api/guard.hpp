// The one door every staff route goes through: who is signed in, may they, is the request really theirs.
//
// Denied by default: a route says which right it needs when it is added, or that it is open, in words. The order of
// refusals is session (401), right (403), then origin and CSRF token of a change (403).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/once.hpp"
#include "api/session_cookie.hpp"
#include "base/result.hpp"
#include "net/http.hpp"
#include "net/responder.hpp"
#include "net/router.hpp"
#include "net/url.hpp"
#include "staff/rights.hpp"
#include "staff/sessions.hpp"

namespace chancery::api {

// Somebody signed in, and the token the request carried.
struct Visitor {
  staff::Session session;
  std::string token;
};

// Thread safety: immutable after construction.
class Guard {
 public:
  // Borrows the sessions for its lifetime.
  Guard(const staff::Sessions& sessions, const net::Url& base_url);

  // Without `needs` any session will do. Fails with Errc::Unauthorized or Forbidden.
  [[nodiscard]] Result<Visitor> admit(const net::Request& request, std::optional<staff::Action> needs) const;
  // A change comes from our own pages: where the browser says (Sec-Fetch-Site, Origin), it must say so. On a
  // loopback base URL the other names of this machine, on the same port, are our own too. Fails with
  // Errc::Forbidden.
  [[nodiscard]] Status check_origin(const net::Request& request) const;
  [[nodiscard]] const SessionCookie& cookie() const { return cookie_; }

 private:
  const staff::Sessions* sessions_;
  net::Url base_url_;
  SessionCookie cookie_;
};

[[nodiscard]] bool changes_something(net::Method method);

// Whether a change is done once for its Idempotency-Key, which it must carry (once.hpp).
enum class Writes {
  Once,
  Nothing,  // said where a change stores nothing, or nothing that may not be done twice
};

// Adds routes through the guard. Handlers fail with an Error, which becomes its answer; what is our fault is logged.
class GuardedRouter {
 public:
  using OpenHandler = std::function<Result<net::Response>(const net::Request&)>;
  using StaffHandler = std::function<Result<net::Response>(const net::Request&, const Visitor&)>;
  using StreamHandler = std::function<void(net::Request, const Visitor&, net::Responder)>;

  // Borrows the router while routes are added. `once` is shared by the routes.
  GuardedRouter(net::Router& router, Guard guard, std::shared_ptr<Once> once)
      : router_(router), guard_(std::move(guard)), once_(std::move(once)) {}

  void add(net::Method method, std::string pattern, staff::Action needs, StaffHandler handler,
           Writes writes = Writes::Once);
  // For everybody signed in.
  void add_signed_in(net::Method method, std::string pattern, StaffHandler handler, Writes writes = Writes::Once);
  // For everybody: signing in and one-time links. A change is still checked for its origin.
  void add_open(net::Method method, std::string pattern, OpenHandler handler);
  // For everybody signed in.
  void add_stream(std::string pattern, StreamHandler handler);
  [[nodiscard]] const Guard& guard() const { return guard_; }

 private:
  void add_guarded(net::Method method, std::string pattern, std::optional<staff::Action> needs, StaffHandler handler,
                   Writes writes);

  net::Router& router_;
  Guard guard_;
  std::shared_ptr<Once> once_;  // owned by the routes together
};

// The error's answer, with what every API answer carries. Logs `detail` when the fault is ours.
[[nodiscard]] net::Response answer(const Error& error);

}  // namespace chancery::api
