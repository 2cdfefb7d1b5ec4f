#include "crypto/header_fields.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace chancery::crypto {

std::string_view trimmed(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

bool breaks_line(std::string_view text) {
  return text.find_first_of(std::string_view{"\r\n\0", 3}) != text.npos;
}

std::size_t count_fields(HeaderFields fields, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(fields, [&](const auto& field) { return ascii::same_letters(field.first, name); }));
}

std::string_view field_value(HeaderFields fields, std::string_view name) {
  const auto found =
      std::ranges::find_if(fields, [&](const auto& field) { return ascii::same_letters(field.first, name); });
  return found == fields.end() ? std::string_view{} : trimmed(found->second);
}

}  // namespace chancery::crypto
