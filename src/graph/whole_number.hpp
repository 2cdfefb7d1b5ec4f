// Whole numbers of ids, read eight digits at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

namespace chancery::graph {

// Bytes that must be readable behind what is looked at.
inline constexpr std::size_t kNumberSlack = 8;
inline constexpr std::size_t kMostDigits = 19;

// A whole number of at most kMostDigits digits at `at`, which moves behind its digits. None where there is none, or it
// has a leading zero. Reads up to kNumberSlack bytes beyond the last digit.
inline std::optional<std::uint64_t> take_whole_number(const char*& at) {
  const char* const begin = at;
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    word ^= 0x3030303030303030U;  // digits are now 0 to 9
    // The high bit of each byte that is no digit, and perhaps of some behind the first of them.
    const std::uint64_t others = ((word + 0x7676767676767676U) | word) & 0x8080808080808080U;
    if (others != 0) {
      const auto digits = static_cast<unsigned>(std::countr_zero(others)) / 8;
      if (digits == 0 || ((word & 0xffU) == 0 && digits > 1)) return std::nullopt;
      at += digits;
      // With zeroes before it; then neighbours are joined: to pairs, fours, eight.
      word <<= 64 - 8 * digits;
      word = (word * 10 + (word >> 8U)) & 0x00ff00ff00ff00ffU;
      word = (word * 100 + (word >> 16U)) & 0x0000ffff0000ffffU;
      return (word * 10'000 + (word >> 32U)) & 0xffffffffU;
    }
  }
  std::uint64_t number = 0;
  for (auto digit = static_cast<unsigned char>(*at - '0'); digit < 10;
       digit = static_cast<unsigned char>(*++at - '0')) {
    number = number * 10 + digit;
  }
  const auto digits = static_cast<std::size_t>(at - begin);
  if (digits == 0 || digits > kMostDigits || (*begin == '0' && digits > 1)) return std::nullopt;
  return number;
}

}  // namespace chancery::graph
