// Bytes as text: base64, base64url, base32, hex (RFC 4648).
//
// Bytes are a std::string throughout this module. The decoders are strict: no white space, no foreign letter, no
// trailing bits that would give two texts the same bytes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::crypto {

// Section 4, padded.
[[nodiscard]] std::string to_base64(std::string_view bytes);
// Padding is required. Fails with Errc::Malformed.
[[nodiscard]] Result<std::string> from_base64(std::string_view text);

// Section 5, without padding.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
// Padding is refused. Fails with Errc::Malformed.
[[nodiscard]] Result<std::string> from_base64url(std::string_view text);

// Section 6, upper case, without padding: as authenticators want TOTP secrets.
[[nodiscard]] std::string to_base32(std::string_view bytes);
// Either case, without padding. Fails with Errc::Malformed.
[[nodiscard]] Result<std::string> from_base32(std::string_view text);

// Lower case.
[[nodiscard]] std::string to_hex(std::string_view bytes);
// Either case. Fails with Errc::Malformed.
[[nodiscard]] Result<std::string> from_hex(std::string_view text);

}  // namespace chancery::crypto
