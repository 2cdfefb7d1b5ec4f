#include "crypto/totp.hpp"

#include <algorithm>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"

namespace chancery::crypto {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kDigits = 6;

// Everything but the unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  return encoded;
}

}  // namespace

std::string new_totp_secret() {
  return random_bytes(20);
}

std::int64_t totp_step(Timestamp at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() / kStepSeconds;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::string counter;
  for (int shift = 56; shift >= 0; shift -= 8) {
    counter += static_cast<char>((static_cast<std::uint64_t>(step) >> shift) & 0xff);
  }
  const auto mac = hmac_sha1(secret, counter);
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i])); };
  // Dynamic truncation, RFC 4226 section 5.3.
  const std::size_t offset = byte(19) & 15;
  const auto number =
      ((byte(offset) & 0x7f) << 24) | (byte(offset + 1) << 16) | (byte(offset + 2) << 8) | byte(offset + 3);
  auto digits = std::to_string(number % kModulus);
  digits.insert(0, kDigits - digits.size(), '0');
  return digits;
}

std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code, Timestamp now,
                                       std::int64_t last_used) {
  if (code.size() != kDigits || !std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  const auto present = totp_step(now);
  std::optional<std::int64_t> matched;
  // All three are computed whatever matches, so that the time tells nothing.
  for (auto step = present - 1; step <= present + 1; ++step) {
    if (constant_time_equal(totp_code(secret, step), code) && step > last_used && !matched) matched = step;
  }
  return matched;
}

std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + percent_encoded(issuer) + ':' + percent_encoded(account) + "?secret=" + to_base32(secret) +
         "&issuer=" + percent_encoded(issuer);
}

}  // namespace chancery::crypto
