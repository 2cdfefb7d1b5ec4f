// How long a text is to a reader.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace chancery::desk {

// Code points of well-formed UTF-8.
[[nodiscard]] inline std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace chancery::desk
