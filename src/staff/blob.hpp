// Bytes kept as text here and as a BLOB in the tables. For staff/ alone.
#pragma once

#include <span>
#include <string_view>

namespace chancery::staff {

[[nodiscard]] inline std::span<const unsigned char> bytes(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

}  // namespace chancery::staff
