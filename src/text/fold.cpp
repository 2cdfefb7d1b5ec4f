#include "text/fold.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>
#include <stdexcept>

#include "text/utf8.hpp"

namespace chancery::text {
namespace {

// What a folded character is to the matcher.
enum class FoldClass : std::uint8_t { Separator, Spaced, Unspaced, Dropped };

constexpr auto kAsciiClass = [] {
  std::array<FoldClass, 128> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    table.at(c) = word ? FoldClass::Spaced : FoldClass::Separator;
  }
  return table;
}();

constexpr auto kAsciiLower = [] {
  std::array<char, 128> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    table.at(c) = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  }
  return table;
}();

constexpr bool is_plain_byte(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
constexpr std::size_t index(char c) {
  return static_cast<unsigned char>(c);
}

// Appends `text` folded by ICU to `out`; `text` is valid UTF-8.
void append_folded(std::string_view text, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no NFKC_Casefold data");
  icu::StringByteSink<std::string> sink(&out);
  folding->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr,
                         status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU failed to fold");
}

// Both Turkish i become i: U+0131 (dotless), and i with U+0307 (what folding makes of U+0130). Tatweel goes.
void unify_letters(std::string& folded) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < folded.size();) {
    const std::string_view rest = std::string_view{folded}.substr(from);
    if (rest.starts_with("\xC4\xB1")) {
      folded[to++] = 'i';
      from += 2;
    } else if (rest.starts_with("i\xCC\x87")) {
      folded[to++] = 'i';
      from += 3;
    } else if (rest.starts_with("\xD9\x80")) {
      from += 2;
    } else {
      folded[to++] = folded[from++];
    }
  }
  folded.resize(to);
}

// Folds `text` into `out`, whose memory is reused.
void fold_into(std::string_view text, std::string& out) {
  out.clear();
  std::size_t ascii = 0;
  while (ascii < text.size() && is_plain_byte(text[ascii])) ++ascii;
  if (ascii < text.size()) {
    constexpr std::size_t kMostFolded = 1U << 30;  // ICU counts in 32 bits, and folding may lengthen
    text = cut_at_character(text, kMostFolded);
    if (is_valid_utf8(text)) {
      append_folded(text, out);
    } else {
      append_folded(repair_utf8(text), out);
    }
    unify_letters(out);
    return;
  }
  out.resize(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = kAsciiLower[index(text[i])];
}

// Written without spaces, by the class a line breaker gives (UAX #14): ideographs, kana, Hangul, the scripts that
// need a dictionary, emoji. The iteration mark U+3005 is of another class there.
bool is_unspaced_class(char32_t c) {
  if (c < 0x0E00) return false;                                                   // up to Sinhala
  if ((c >= 0x3041 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3)) return true;  // kana, Han, Hangul
  switch (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_LINE_BREAK)) {
    case U_LB_IDEOGRAPHIC:
    case U_LB_CONDITIONAL_JAPANESE_STARTER:
    case U_LB_COMPLEX_CONTEXT:
    case U_LB_H2:
    case U_LB_H3:
    case U_LB_JL:
    case U_LB_JV:
    case U_LB_JT:
    case U_LB_E_BASE:
    case U_LB_E_MODIFIER:
    case U_LB_REGIONAL_INDICATOR:
      return true;
    default:
      return c == 0x3005;
  }
}

FoldClass classify(char32_t c) {
  const auto category = u_charType(static_cast<UChar32>(c));
  const auto mask = U_MASK(category);
  if ((mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) {
    return is_unspaced_class(c) ? FoldClass::Unspaced : FoldClass::Spaced;
  }
  if (category == U_OTHER_SYMBOL || category == U_MODIFIER_SYMBOL) {
    return c >= 0x80 ? FoldClass::Unspaced : FoldClass::Separator;
  }
  if (category == U_FORMAT_CHAR) return FoldClass::Dropped;  // invisible inside a word
  return FoldClass::Separator;
}

// Puts the words of `folded` into `out`: " word word ".
void cut_words(std::string_view folded, std::string& out) {
  out.clear();
  FoldClass before = FoldClass::Separator;
  for (std::size_t at = 0; at < folded.size();) {
    std::size_t width = 1;
    FoldClass now = FoldClass::Separator;
    if (is_plain_byte(folded[at])) {
      now = kAsciiClass[index(folded[at])];
    } else {
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
      auto next = static_cast<std::int64_t>(at);
      std::int32_t c = 0;
      U8_NEXT(bytes, next, static_cast<std::int64_t>(folded.size()), c);
      width = static_cast<std::size_t>(next) - at;
      now = c < 0 ? FoldClass::Separator : classify(static_cast<char32_t>(c));
      // A mark belongs to what it stands on, whatever script it is of.
      if (c >= 0 && before != FoldClass::Separator && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0) now = before;
    }
    if (now == FoldClass::Spaced || now == FoldClass::Unspaced) {
      if (before != now) out += ' ';
      out += folded.substr(at, width);
      before = now;
    } else if (now == FoldClass::Separator) {
      before = now;
    }
    at += width;
  }
  if (!out.empty()) out += ' ';
}

// Both at once for a text of ASCII alone, which most are; false, with `out` unspecified, for any other.
bool cut_ascii_words(std::string_view text, std::string& out) {
  out.resize(text.size() + 2);
  char* const begin = out.data();
  char* to = begin;
  *to++ = ' ';
  for (const char c : text) {
    if (!is_plain_byte(c)) return false;
    if (kAsciiClass[index(c)] == FoldClass::Spaced) {
      *to++ = kAsciiLower[index(c)];
    } else if (to[-1] != ' ') {
      *to++ = ' ';
    }
  }
  if (to[-1] != ' ') *to++ = ' ';
  out.resize(to - begin > 1 ? static_cast<std::size_t>(to - begin) : 0);
  return true;
}

}  // namespace

std::string fold(std::string_view text) {
  std::string out;
  fold_into(text, out);
  return out;
}

std::string fold_words(std::string_view text) {
  std::string folded;
  fold_into(text, folded);
  std::string words;
  cut_words(folded, words);
  return words;
}

std::string_view WordFolder::fold_words(std::string_view text) {
  if (cut_ascii_words(text, words_)) return words_;
  fold_into(text, folded_);
  cut_words(folded_, words_);
  return words_;
}

bool is_unspaced(char32_t character) {
  return classify(character) == FoldClass::Unspaced;
}

}  // namespace chancery::text
