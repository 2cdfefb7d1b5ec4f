#include "feeds/oddity.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace chancery::feeds {
namespace {

// Scripts that stand side by side in one word of Japanese, Chinese or Korean count as one.
UScriptCode script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const auto script = uscript_getScript(c, &status);
  if (U_FAILURE(status)) return USCRIPT_UNKNOWN;
  switch (script) {
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
      return USCRIPT_HAN;
    case USCRIPT_INHERITED:
      return USCRIPT_COMMON;
    default:
      return script;
  }
}

bool is_final_form(UChar32 c) {
  return c == 0x03C2 || c == 0x05DA || c == 0x05DD || c == 0x05DF || c == 0x05E3 || c == 0x05E5;
}

// Stands between letters in no language: ¤ ¦ § © ± ¶ and the like, and drawn lines.
bool is_symbol(UChar32 c) {
  const auto type = u_charType(c);
  return c >= 0x80 && (type == U_OTHER_SYMBOL || type == U_MATH_SYMBOL || type == U_CURRENCY_SYMBOL ||
                       type == U_OTHER_PUNCTUATION || type == U_CONTROL_CHAR || type == U_PRIVATE_USE_CHAR);
}

}  // namespace

std::size_t oddity(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  std::size_t odd = 0;
  UChar32 before = 0;  // the letter right before, or 0
  bool symbol_before = false;
  for (std::int64_t at = 0; at < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    if (c < 0 || c == 0xFFFD || !u_isdefined(c)) ++odd;
    if (c < 0 || !u_isalpha(c)) {
      symbol_before = before != 0 && is_symbol(c);
      if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0) before = 0;
      continue;
    }
    if (symbol_before) ++odd;
    symbol_before = false;
    if (before != 0) {
      if (u_islower(before) && u_isupper(c)) ++odd;
      if (is_final_form(before)) ++odd;
      const auto one = script_of(before);
      const auto other = script_of(c);
      if (one != other && one != USCRIPT_COMMON && other != USCRIPT_COMMON) ++odd;
    }
    before = c;
  }
  return odd;
}

}  // namespace chancery::feeds
