#include "crypto/encoding.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace chancery::crypto {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kHex = "0123456789abcdef";

constexpr std::uint8_t kForeign = 0xff;
using Values = std::array<std::uint8_t, 256>;

constexpr Values values_of(std::string_view alphabet, bool either_case) {
  Values values{};
  values.fill(kForeign);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    const auto letter = static_cast<unsigned char>(alphabet[i]);
    values[letter] = static_cast<std::uint8_t>(i);
    if (!either_case) continue;
    if (letter >= 'A' && letter <= 'Z') values[letter - 'A' + 'a'] = static_cast<std::uint8_t>(i);
    if (letter >= 'a' && letter <= 'z') values[letter - 'a' + 'A'] = static_cast<std::uint8_t>(i);
  }
  return values;
}

// `bits` bits a letter, most significant first; the last letter is filled with zeros.
std::string encode(std::string_view bytes, std::string_view alphabet, unsigned bits) {
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8) | static_cast<unsigned char>(byte);
    held += 8;
    while (held >= bits) {
      held -= bits;
      text += alphabet[(buffer >> held) & ((1U << bits) - 1)];
    }
    buffer &= (1U << held) - 1;
  }
  if (held > 0) text += alphabet[(buffer << (bits - held)) & ((1U << bits) - 1)];
  return text;
}

// Nothing when a letter is foreign, or when what is left over is a whole letter or not zero.
std::optional<std::string> decode(std::string_view text, const Values& values, unsigned bits) {
  std::string bytes;
  bytes.reserve(text.size() * bits / 8);
  std::uint32_t buffer = 0;
  unsigned held = 0;
  for (const char letter : text) {
    const auto value = values[static_cast<unsigned char>(letter)];
    if (value == kForeign) return std::nullopt;
    buffer = (buffer << bits) | value;
    held += bits;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((buffer >> held) & 0xff);
    }
    buffer &= (1U << held) - 1;
  }
  if (held >= bits || buffer != 0) return std::nullopt;
  return bytes;
}

Result<std::string> or_malformed(std::optional<std::string> bytes, std::string_view what) {
  if (!bytes) return fail(Errc::Malformed, "not " + std::string(what));
  return *std::move(bytes);
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  auto text = encode(bytes, kBase64, 6);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  static constexpr auto kValues = values_of(kBase64, false);
  if (text.size() % 4 != 0) return fail(Errc::Malformed, "not base64: its length is no multiple of four");
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return or_malformed(decode(text, kValues, 6), "base64");
}

std::string to_base64url(std::string_view bytes) {
  return encode(bytes, kBase64url, 6);
}

Result<std::string> from_base64url(std::string_view text) {
  static constexpr auto kValues = values_of(kBase64url, false);
  return or_malformed(decode(text, kValues, 6), "base64url");
}

std::string to_base32(std::string_view bytes) {
  return encode(bytes, kBase32, 5);
}

Result<std::string> from_base32(std::string_view text) {
  static constexpr auto kValues = values_of(kBase32, true);
  return or_malformed(decode(text, kValues, 5), "base32");
}

std::string to_hex(std::string_view bytes) {
  return encode(bytes, kHex, 4);
}

Result<std::string> from_hex(std::string_view text) {
  static constexpr auto kValues = values_of(kHex, true);
  return or_malformed(decode(text, kValues, 4), "hexadecimal");
}

}  // namespace chancery::crypto
