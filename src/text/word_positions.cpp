#include "text/word_positions.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "text/fold.hpp"

namespace chancery::text {
namespace {

// How many characters are reckoned as one word; 0: as many as stand between spaces.
std::uint32_t characters_of_a_word(std::int32_t c) {
  if (c < 0x0E00) return 0;
  if ((U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) return 0;
  switch (u_getIntPropertyValue(c, UCHAR_LINE_BREAK)) {
    case U_LB_COMPLEX_CONTEXT:
      return 4;
    case U_LB_H2:
    case U_LB_H3:
    case U_LB_JL:
    case U_LB_JV:
    case U_LB_JT:
      return 0;
    default:
      break;
  }
  if (!is_unspaced(static_cast<char32_t>(c))) return 0;
  return (U_GET_GC_MASK(c) & U_GC_L_MASK) != 0 ? 2 : 1;
}

}  // namespace

void WordPositions::read(std::string_view words) {
  positions_.resize(words.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data());
  const auto size = static_cast<std::int64_t>(words.size());
  std::uint32_t word = 0;
  std::uint32_t run = 0;  // characters of the reckoned word so far
  for (std::int64_t at = 0; at < size;) {
    std::int64_t next = at + 1;
    if (bytes[at] == ' ') {
      ++word;
      run = 0;
    } else if (bytes[at] >= 0x80) {
      std::int32_t c = 0;
      next = at;
      U8_NEXT(bytes, next, size, c);
      const std::uint32_t most = c < 0 ? 0 : characters_of_a_word(c);
      if (most != 0 && run >= most) {
        ++word;
        run = 0;
      }
      if (most != 0) ++run;
    }
    for (; at < next; ++at) positions_[static_cast<std::size_t>(at)] = word;
  }
}

}  // namespace chancery::text
