// Texts as the libraries of C take them. For crypto/ alone.
#pragma once

#include <string>
#include <string_view>

namespace chancery::crypto {

// As long as the text lives and is not changed.
[[nodiscard]] inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
[[nodiscard]] inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace chancery::crypto
