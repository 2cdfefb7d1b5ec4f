// The `Signature` field of an HTTP request (draft-cavage-http-signatures-12 section 4.1): read and written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chancery::crypto {

struct SignatureHeader {
  std::string key_id;
  std::string algorithm;                // lower case; empty when absent
  std::vector<std::string> headers;     // covered, in order, lower case: "(request-target)", "host", …
  std::string signature;                // raw bytes
  std::optional<std::int64_t> created;  // seconds since 1970
  std::optional<std::int64_t> expires;
};

// Reads the value of a `Signature` field: at most 8 KiB, 16 parameters, 32 covered names; no parameter and no name
// twice; unknown parameters are skipped. Fails with Errc::Malformed, or Errc::TooLarge; the hint names the part.
[[nodiscard]] Result<SignatureHeader> parse_signature_header(std::string_view value);
// The inverse, as we send it.
[[nodiscard]] std::string write_signature_header(const SignatureHeader& header);

}  // namespace chancery::crypto
