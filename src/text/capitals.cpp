#include "text/capitals.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace chancery::text {
namespace {

constexpr std::size_t kMost = std::size_t{64} * 1024;  // of a text that is read for capitals

// Reads characters one by one; 0 at the end.
class CapitalsReader {
 public:
  explicit CapitalsReader(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }
  char32_t next() {
    if (!more()) return 0;
    std::int32_t c = 0;
    auto at = static_cast<std::int64_t>(at_);
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text_.data()), at, static_cast<std::int64_t>(text_.size()), c);
    at_ = static_cast<std::size_t>(at);
    return c < 0 ? 0xFFFD : static_cast<char32_t>(c);
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

bool is_cased_letter(char32_t c) {
  return u_isalpha(static_cast<UChar32>(c)) || (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0;
}
bool is_capital(char32_t c) {
  return u_isupper(static_cast<UChar32>(c)) || u_istitle(static_cast<UChar32>(c));
}
char32_t folded(char32_t c) {
  if (c == 0x130 || c == 0x131) return 'i';
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

struct Word {
  std::size_t begin = 0, end = 0;  // bytes
  std::size_t letters = 0;
  bool capital = false, all_capitals = true;
  bool first = false;    // of a sentence
  bool touches = false;  // nothing but one space stands before it
};

// The next word of the text, or one of no letters at the end.
Word next_word(CapitalsReader& reader, std::string_view text) {
  Word word;
  word.first = reader.at() == 0;
  std::size_t gap = 0;
  bool space = false;
  while (reader.more()) {
    const std::size_t at = reader.at();
    const char32_t c = reader.next();
    if (!is_cased_letter(c)) {
      ++gap;
      space = c == ' ';
      if (c == '.' || c == '!' || c == '?' || c == '\n' || c == 0x2026 || c == 0x2022) word.first = true;
      if (c == '#') word.first = false;
      continue;
    }
    word.begin = at;
    word.touches = gap == 1 && space;
    word.capital = is_capital(c);
    word.all_capitals = word.capital;
    word.letters = 1;
    word.end = reader.at();
    while (reader.more()) {
      const std::size_t here = reader.at();
      CapitalsReader ahead(text, here);
      const char32_t letter = ahead.next();
      if (!is_cased_letter(letter)) break;
      reader = ahead;
      if (!is_capital(letter)) word.all_capitals = false;
      ++word.letters;
      word.end = reader.at();
    }
    return word;
  }
  return word;
}

bool same(std::string_view written, std::string_view wanted) {
  CapitalsReader a(written);
  CapitalsReader b(wanted);
  while (a.more() && b.more()) {
    if (folded(a.next()) != b.next()) return false;
  }
  return !a.more() && !b.more();
}

}  // namespace

Capitals capitals_of(std::string_view text, std::string_view words) {
  text = text.substr(0, kMost);
  const std::string_view wanted = words.substr(0, words.find(' '));
  const bool one = wanted.size() == words.size();
  Capitals capitals;
  bool small_letters = false;
  bool small_words = false;
  bool met = false;
  bool alone = false;
  CapitalsReader reader(text);
  Word before;
  for (Word word = next_word(reader, text); word.letters > 0;) {
    const Word after = next_word(reader, text);
    small_letters |= !word.all_capitals;
    small_words |= !word.capital;
    if (same(text.substr(word.begin, word.end - word.begin), wanted)) {
      met = true;
      if (word.capital && !word.first) capitals.inside = true;
      if (word.all_capitals) capitals.all = true;
      // A short word that begins a sentence ("In Jordan") is no first name.
      const bool named_before = word.touches && before.capital && (!before.first || before.letters > 4);
      const bool named_after = one && after.touches && after.capital;
      if (!named_before && !named_after) alone = true;
    }
    before = word;
    word = after;
  }
  capitals.all &= small_letters;
  capitals.inside &= small_words;
  capitals.beside_capital = small_words && met && !alone;
  return capitals;
}

}  // namespace chancery::text
