// Time-based one-time passwords (RFC 6238): SHA-1, steps of 30 s, six digits, as every authenticator has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace chancery::crypto {

// 20 random bytes, the length RFC 4226 section 4 recommends.
[[nodiscard]] std::string new_totp_secret();
// The number of the step that holds `at`.
[[nodiscard]] std::int64_t totp_step(Timestamp at);
// Six digits. `secret` is raw bytes.
[[nodiscard]] std::string totp_code(std::string_view secret, std::int64_t step);
// The step whose code was given, among the present one and its two neighbours; nothing when none is. Steps up to
// `last_used` are refused: a code works once. Anything but six ASCII digits matches nothing.
[[nodiscard]] std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Timestamp now,
                                                     std::int64_t last_used = -1);
// "otpauth://totp/Issuer:account?secret=…&issuer=Issuer", percent-encoded, for the QR code.
[[nodiscard]] std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace chancery::crypto
