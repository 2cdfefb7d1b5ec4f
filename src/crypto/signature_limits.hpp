// What both kinds of HTTP signature bring at most, in bytes. For crypto/ alone.
#pragma once

#include <cstddef>

namespace chancery::crypto {

inline constexpr std::size_t kMaxKeyId = 2048;
inline constexpr std::size_t kMaxSignature = 1024;  // an RSA key of 8192 bits

}  // namespace chancery::crypto
