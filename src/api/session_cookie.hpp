// The cookie that carries a session.
//
// `__Host-chancery` with Secure: the browser then takes it from this host over TLS alone, for every path. Browsers
// differ on Secure cookies over plain http to 127.0.0.1, so a base URL that is http on loopback (a trial, a test)
// has `chancery` without Secure. Any other base URL has the first form, always.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "net/url.hpp"

namespace chancery::api {

class SessionCookie {
 public:
  explicit SessionCookie(const net::Url& base_url);

  [[nodiscard]] std::string_view name() const { return plain_ ? "chancery" : "__Host-chancery"; }
  // Values of Set-Cookie. It ends with the browser; the server's own limits end it sooner.
  [[nodiscard]] std::string set(std::string_view token) const;
  [[nodiscard]] std::string clear() const;
  // The session token the request carries, or nothing.
  [[nodiscard]] std::optional<std::string> read(const net::Request& request) const;

 private:
  bool plain_;
};

// Whether the host is one this machine calls itself: "localhost", 127.0.0.0/8 or "::1".
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace chancery::api
