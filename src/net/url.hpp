// An absolute URL, checked once at the edge (RFC 3986; hosts lower-cased and, where not ASCII, refused: peers
// send the xn-- form).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::net {

class Url {
 public:
  // Reads http, https, ws or wss with a host, without user info; the fragment is kept apart.
  // Fails with Errc::Malformed.
  [[nodiscard]] static Result<Url> parse(std::string_view text);

  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const std::string& host() const { return host_; }  // no port; IPv6 without brackets
  [[nodiscard]] std::uint16_t port() const { return port_; }       // the scheme's default when none is written
  // "host" or "host:port" when the port is not the scheme's default: what Host and WebFinger carry.
  [[nodiscard]] std::string authority() const;
  [[nodiscard]] std::string origin() const { return scheme_ + "://" + authority(); }
  [[nodiscard]] const std::string& target() const { return target_; }  // path and query, never empty
  [[nodiscard]] const std::string& fragment() const { return fragment_; }
  [[nodiscard]] std::string text() const;  // without the fragment
  // The absolute URL a Location header means, seen from here.
  [[nodiscard]] Result<Url> resolve(std::string_view reference) const;

 private:
  std::string scheme_, host_, target_, fragment_;
  std::uint16_t port_ = 0;
};

}  // namespace chancery::net
