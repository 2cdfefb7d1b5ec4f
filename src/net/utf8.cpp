#include "net/utf8.hpp"

#include <cstddef>

namespace chancery::net {

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    if (lead < 0xC2 || lead > 0xF4) return false;
    const std::size_t more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    for (std::size_t k = 0; k < more; ++k) {
      if (i == text.size()) return false;
      const auto c = static_cast<unsigned char>(text[i++]);
      unsigned char low = 0x80;
      unsigned char high = 0xBF;
      if (k == 0) {
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
      }
      if (c < low || c > high) return false;
    }
  }
  return true;
}

}  // namespace chancery::net
