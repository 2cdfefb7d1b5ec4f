#include "text/confusables.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

// Calls `take` with each character; U+FFFD for what is ill-formed.
template <class Take>
void each(std::string_view text, Take take) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    std::int32_t c = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, c);
    take(static_cast<char32_t>(c));
  }
}

UScriptCode script_of(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const auto script = uscript_getScript(static_cast<UChar32>(c), &status);
  return U_FAILURE(status) ? USCRIPT_COMMON : script;
}

bool looks_like_others(UScriptCode script) {
  constexpr std::array kScripts{USCRIPT_LATIN,    USCRIPT_GREEK,    USCRIPT_CYRILLIC,
                                USCRIPT_ARMENIAN, USCRIPT_CHEROKEE, USCRIPT_COPTIC};
  return std::ranges::find(kScripts, script) != kScripts.end();
}

// Never of use in a post.
bool is_hidden(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x180E ||
         c == 0x200B || (c >= 0x2060 && c <= 0x2064) || (c >= 0x206A && c <= 0x206F) || c == 0x3164 || c == 0xFEFF ||
         c == 0xFFA0 || c == 0xE0001;
}

bool is_joiner(char32_t c) {
  return c == 0x200C || c == 0x200D;
}

// Joiners have work to do in Arabic, Indic and such scripts, and in emoji; tags in the flags of emoji.
bool needs_joiners(char32_t c) {
  if (c < 0x0530) return false;
  const auto script = script_of(c);
  return !looks_like_others(script);
}

std::string code_point(char32_t c) {
  std::array<char, 12> text{};
  std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(c));
  return text.data();
}

void add_once(std::vector<std::string>& list, char32_t c) {
  auto name = code_point(c);
  if (std::ranges::find(list, name) == list.end()) list.push_back(std::move(name));
}

}  // namespace

bool mixes_alphabets(std::string_view word) {
  UScriptCode first = USCRIPT_COMMON;
  bool mixed = false;
  each(word, [&](char32_t c) {
    const auto script = script_of(c);
    if (!looks_like_others(script)) return;
    if (first == USCRIPT_COMMON) first = script;
    mixed = mixed || script != first;
  });
  return mixed;
}

bool imitates_latin(std::string_view word) {
  // Small letters of Cyrillic and Greek that are drawn as Latin ones.
  constexpr std::u32string_view kAlike = U"асеһіјӏорԛѕԁуԝхѵԍгпʏοανρυικγτ";
  bool any = false;
  bool all = true;
  each(word, [&](char32_t c) {
    const auto script = script_of(c);
    if (script == USCRIPT_COMMON) return;
    any = any || script != USCRIPT_LATIN;
    const auto small = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    all = all && script != USCRIPT_LATIN && kAlike.find(small) != std::u32string_view::npos;
  });
  return any && all;
}

std::vector<std::string> hidden_characters(std::string_view text) {
  std::vector<std::string> found;
  char32_t before = 0;
  char32_t joiner = 0;  // stood directly before
  const auto judge = [&](char32_t behind) {
    if (joiner != 0 && !needs_joiners(before) && !needs_joiners(behind)) add_once(found, joiner);
  };
  each(text, [&](char32_t c) {
    if (is_joiner(c)) {
      judge(0);
      joiner = c;
      return;
    }
    judge(c);
    joiner = 0;
    if (is_hidden(c)) add_once(found, c);
    before = c;
  });
  judge(0);
  return found;
}

std::vector<std::string> bidi_controls(std::string_view text) {
  std::vector<std::string> found;
  each(text, [&](char32_t c) {
    if (is_bidi_control(c)) add_once(found, c);
  });
  return found;
}

}  // namespace chancery::text
