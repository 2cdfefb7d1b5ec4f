// Letters of ASCII, and the white space of HTTP (RFC 9110 section 5.6.3): whatever the locale.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace chancery::net {

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}
// `lower_text` is in lower case already.
[[nodiscard]] constexpr bool equals_lower(std::string_view text, std::string_view lower_text) {
  return std::ranges::equal(text, lower_text, [](char a, char b) { return lower(a) == b; });
}
// Without spaces and tabs at either end.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace chancery::net
