#include "figure/encoding.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace chancery::figure {
namespace {

constexpr char32_t kReplacement = 0xfffd;

// Bytes 80 to 9F (Unicode's mapping table CP1252.TXT); 0 is undefined.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                                   0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

void append_character(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

}  // namespace

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::Ascii:
      return "ASCII";
    case Encoding::Utf8:
      return "UTF-8";
    case Encoding::Utf8Marked:
      return "UTF-8 with a byte order mark";
    case Encoding::Utf16Le:
      return "UTF-16LE";
    case Encoding::Utf16Be:
      return "UTF-16BE";
    case Encoding::Windows1252:
      return "Windows-1252 (assumed)";
  }
  return "";
}

bool is_ascii(std::string_view bytes) {
  std::uint64_t seen = 0;
  while (bytes.size() >= sizeof(seen)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof(word));
    seen |= word;
    bytes.remove_prefix(sizeof(word));
  }
  for (const char c : bytes) seen |= static_cast<unsigned char>(c);
  return (seen & 0x8080808080808080U) == 0;
}

bool is_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

Encoding encoding_at_start(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return Encoding::Utf8Marked;
  if (bytes.starts_with("\xff\xfe")) return Encoding::Utf16Le;
  if (bytes.starts_with("\xfe\xff")) return Encoding::Utf16Be;
  constexpr std::size_t kLook = 1024;
  constexpr std::size_t kLeast = 4;
  const auto start = bytes.substr(0, kLook);
  std::array<std::size_t, 2> zeroes{};
  for (std::size_t i = 0; i < start.size(); ++i) zeroes.at(i % 2) += start[i] == '\0' ? 1 : 0;
  const auto half = start.size() / 2;
  if (half >= kLeast && zeroes[1] * 2 > half && zeroes[0] * 10 < half) return Encoding::Utf16Le;
  if (half >= kLeast && zeroes[0] * 2 > half && zeroes[1] * 10 < half) return Encoding::Utf16Be;
  return Encoding::Ascii;
}

std::size_t mark_size(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return 3;
  return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff") ? 2 : 0;
}

bool append_windows_1252(std::string& out, std::string_view bytes) {
  bool defined = true;
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    const bool in_table = c >= 0x80 && c < 0xa0;
    const char32_t character = in_table ? kWindows1252.at(c - 0x80U) : c;
    if (in_table && character == 0) defined = false;
    append_character(out, in_table && character == 0 ? kReplacement : character);
  }
  return defined;
}

void Utf16Decoder::append(std::string& out, std::string_view bytes) {
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    if (odd_ < 0) {
      odd_ = c;
      continue;
    }
    const auto first = static_cast<char32_t>(odd_);
    const char32_t unit = big_endian_ ? first << 8 | c : static_cast<char32_t>(c) << 8 | first;
    odd_ = -1;
    const bool low = unit >= 0xdc00 && unit < 0xe000;
    if (high_ != 0) {
      append_character(out, low ? 0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00) : kReplacement);
      high_ = 0;
      if (low) continue;
    }
    if (unit >= 0xd800 && unit < 0xdc00) {
      high_ = unit;
    } else {
      append_character(out, low ? kReplacement : unit);
    }
  }
}

void Utf16Decoder::finish(std::string& out) {
  if (odd_ >= 0 || high_ != 0) append_character(out, kReplacement);
  odd_ = -1;
  high_ = 0;
}

}  // namespace chancery::figure
