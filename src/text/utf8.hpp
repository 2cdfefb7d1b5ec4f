// UTF-8: whether a text is valid, and how to show one that plays with the direction of writing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery::text {

// Well-formed as Unicode 15 section 3.9 table 3-7 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view bytes);
// Every maximal ill-formed part becomes one U+FFFD; valid text comes back as it is.
[[nodiscard]] std::string repair_utf8(std::string_view bytes);
// Code points; each ill-formed byte counts as one.
[[nodiscard]] std::size_t count_characters(std::string_view text);
// The longest prefix of at most `bytes` bytes that cuts no character in two.
[[nodiscard]] std::string_view cut_at_character(std::string_view text, std::size_t bytes);

// The characters that turn text around without being seen: U+202A to U+202E and U+2066 to U+2069 (UAX #9 section 2).
[[nodiscard]] constexpr bool is_bidi_control(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}
[[nodiscard]] bool has_bidi_controls(std::string_view text);
// Takes them out, and repairs UTF-8: for names and one-line facts, where order must be what it seems.
[[nodiscard]] std::string strip_bidi_controls(std::string_view text);
// Writes them as "[U+202E]", and repairs UTF-8: for logs and reviews, where someone must see that they are there.
[[nodiscard]] std::string show_bidi_controls(std::string_view text);

}  // namespace chancery::text
