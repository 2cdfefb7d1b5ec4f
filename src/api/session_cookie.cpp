#include "api/session_cookie.hpp"

#include <fmt/format.h>

namespace chancery::api {

SessionCookie::SessionCookie(const net::Url& base_url)
    : plain_(base_url.scheme() == "http" && is_loopback_host(base_url.host())) {}

std::string SessionCookie::set(std::string_view token) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax{}", name(), token, plain_ ? "" : "; Secure");
}

std::string SessionCookie::clear() const {
  return set("") + "; Max-Age=0";
}

std::optional<std::string> SessionCookie::read(const net::Request& request) const {
  auto token = request.cookie(name());
  if (!token || token->empty()) return std::nullopt;
  return token;
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace chancery::api
