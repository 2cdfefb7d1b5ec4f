#include "text/utf8.hpp"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace chancery::text {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The character at `at`, or the maximal ill-formed part there.
Decoded decode(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  auto next = static_cast<std::int64_t>(at);
  std::int32_t character = 0;
  U8_NEXT(bytes, next, length, character);
  const auto width = static_cast<std::size_t>(next) - at;
  if (character < 0) return {0, width, false};
  return {static_cast<char32_t>(character), width, true};
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// Copies `text`, with `write(character)` in place of each bidirectional control and U+FFFD for what is ill-formed.
template <class Write>
std::string rewrite_bidi(std::string_view text, Write write) {
  if (is_ascii(text)) return std::string{text};
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode(text, at);
    if (!decoded.valid) {
      out += kReplacement;
    } else if (is_bidi_control(decoded.character)) {
      out += write(decoded.character);
    } else {
      out += text.substr(at, decoded.bytes);
    }
    at += decoded.bytes;
  }
  return out;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
      continue;
    }
    const Decoded decoded = decode(bytes, at);
    if (!decoded.valid) return false;
    at += decoded.bytes;
  }
  return true;
}

std::string repair_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string{bytes};
  std::string out;
  out.reserve(bytes.size() + 8);
  for (std::size_t at = 0; at < bytes.size();) {
    const Decoded decoded = decode(bytes, at);
    out += decoded.valid ? bytes.substr(at, decoded.bytes) : kReplacement;
    at += decoded.bytes;
  }
  return out;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const Decoded decoded = decode(text, at);
    at += decoded.valid ? decoded.bytes : 1;
  }
  return count;
}

std::string_view cut_at_character(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  // A continuation byte has at most three before it; more of them in a row are no character anyway.
  std::size_t cut = bytes;
  for (int back = 0; back < 3 && cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80; ++back) --cut;
  if ((static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) cut = bytes;
  return text.substr(0, cut);
}

bool has_bidi_controls(std::string_view text) {
  // All of them are E2 80 AA..AE or E2 81 A6..A9.
  for (auto at = text.find('\xE2'); at != std::string_view::npos; at = text.find('\xE2', at + 1)) {
    if (is_bidi_control(decode(text, at).character)) return true;
  }
  return false;
}

std::string strip_bidi_controls(std::string_view text) {
  return rewrite_bidi(text, [](char32_t) { return std::string{}; });
}

std::string show_bidi_controls(std::string_view text) {
  return rewrite_bidi(text, [](char32_t c) { return fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(c)); });
}

}  // namespace chancery::text
