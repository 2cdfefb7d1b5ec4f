// Media types as they stand in a Content-Type field, or in a document's `mediaType` (RFC 9110 section 8.3.1).
#pragma once

#include <string>
#include <string_view>

#include "base/ascii.hpp"

namespace chancery {

// "type/subtype" in small letters, without parameters and the space around it: equal for what is the same type.
[[nodiscard]] inline std::string bare_media_type(std::string_view field) {
  constexpr std::string_view kSpace = " \t";
  const auto type = field.substr(0, field.find(';'));
  const auto begin = type.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return ascii::lower(type.substr(begin, type.find_last_not_of(kSpace) - begin + 1));
}

}  // namespace chancery
