// The acct: URI, by which people name an account across servers (RFC 7565).
//
// A value type: parse once at the edge, then pass Acct, never a raw string.
// Thread safety: immutable after construction.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace chancery::activity {

class Acct {
 public:
  // Reads "acct:user@host", "user@host" or "@user@host"; the host may carry a port.
  // The host is lower-cased; the user part keeps its case.
  // Fails with Errc::Malformed; `hint` then shows the expected form.
  [[nodiscard]] static Result<Acct> parse(std::string_view text);

  [[nodiscard]] const std::string& user() const { return user_; }
  [[nodiscard]] const std::string& host() const { return host_; }

  // The canonical URI, as WebFinger (RFC 7033) expects it in `resource`.
  [[nodiscard]] std::string uri() const { return "acct:" + user_ + '@' + host_; }

  friend bool operator==(const Acct&, const Acct&) = default;

 private:
  Acct(std::string user, std::string host) : user_(std::move(user)), host_(std::move(host)) {}

  std::string user_;
  std::string host_;  // ASCII, lower case; ":port" only on loopback test peers
};

}  // namespace chancery::activity
