// What a message signature is made over: the components of a request or response, and the signature base they form
// (RFC 9421 section 2).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/header_fields.hpp"
#include "crypto/structured_fields.hpp"

namespace chancery::crypto {

// Borrowed for the call.
struct SignedMessage {
  std::string_view method;      // "POST", as sent; empty of a response
  std::string_view target_uri;  // "https://mfa.example/inbox?x=1": host in lower case, no default port
  HeaderFields headers;
  int status = 0;  // of a response
};

// The value of one component: a field by its lower-case name, or "@method", "@target-uri", "@authority", "@scheme",
// "@request-target", "@path", "@query", "@query-param" with `name`, "@status". Other parameters ("sf", "key", "bs",
// "req", "tr") are not read. Fails with Errc::Unauthorized when the message has no such component.
[[nodiscard]] Result<std::string> component_value(const Item& component, const SignedMessage& message);

// Section 2.5: one line for each covered component, and last the parameters. Fails with Errc::Unauthorized when a
// component is absent, stands twice or cannot be a line.
[[nodiscard]] Result<std::string> signature_base(const InnerList& input, const SignedMessage& message);

}  // namespace chancery::crypto
