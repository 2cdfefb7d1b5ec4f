#include "text/post_words.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

enum class CharacterClass : std::uint8_t { Space, Letter, Mark, Symbol, Dropped };

constexpr bool between(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

// Emoji, their modifiers and other pictures; what lies between is rare enough not to matter.
constexpr bool is_picture(char32_t c) {
  return between(c, 0x1F000, 0x1FAFF) || between(c, 0x2600, 0x27BF) || between(c, 0x2B00, 0x2BFF) ||
         between(c, 0x2190, 0x23FF);
}

constexpr bool is_dropped(char32_t c) {
  return between(c, 0xFE00, 0xFE0F) || between(c, 0x200B, 0x200F) || between(c, 0x202A, 0x202E) ||
         between(c, 0x2060, 0x206F) || between(c, 0x1F3FB, 0x1F3FF) || between(c, 0x064B, 0x065F) || c == 0x0640 ||
         c == 0x0670 || c == 0xFEFF || c == 0x00AD || between(c, 0xE0000, 0xE007F);
}

constexpr auto kAsciiClasses = [] {
  std::array<CharacterClass, 128> table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    const bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    table.at(c) = letter                  ? CharacterClass::Letter
                  : c <= ' ' || c == 0x7F ? CharacterClass::Space
                                          : CharacterClass::Mark;
  }
  return table;
}();

CharacterClass class_of(char32_t c) {
  if (c < kAsciiClasses.size()) return kAsciiClasses[c];
  if (between(c, 0xC0, 0x24F)) return c == 0xD7 || c == 0xF7 ? CharacterClass::Mark : CharacterClass::Letter;
  if (is_dropped(c)) return CharacterClass::Dropped;
  if (is_picture(c)) return CharacterClass::Symbol;
  if (c == 0xFFFD || c == 0x3000 || c == 0xA0 || between(c, 0x2000, 0x200A) || between(c, 0x2028, 0x2029)) {
    return CharacterClass::Space;
  }
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0) return CharacterClass::Letter;
  return (mask & (U_GC_Z_MASK | U_GC_C_MASK)) != 0 ? CharacterClass::Space : CharacterClass::Mark;
}

char32_t fold_character(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  switch (c) {
    case 0x0622:  // alef with madda, hamza above, hamza below, wasla
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;
    case 0x0649:  // alef maksura, Persian ya
    case 0x06CC:
      return 0x064A;
    case 0x0629:  // ta marbuta
      return 0x0647;
    case 0x06A9:  // Persian kaf
      return 0x0643;
    case 0x2018:
    case 0x2019:
    case 0x02BC:
      return '\'';
    case 0x201C:
    case 0x201D:
      return '"';
    default:
      return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
  }
}

// Characters that NFKC writes otherwise: combining marks, full width, Arabic presentation forms, mathematical letters.
constexpr bool wants_normalising(char32_t c) {
  return between(c, 0x0300, 0x036F) || between(c, 0xFB00, 0xFDFF) || between(c, 0xFE70, 0xFEFE) ||
         between(c, 0xFF01, 0xFFEF) || between(c, 0x1D400, 0x1D7FF) || between(c, 0x2100, 0x214F);
}

int hex_value(char32_t c) {
  if (between(c, '0', '9')) return static_cast<int>(c - '0');
  if (between(c, 'a', 'f')) return static_cast<int>(c - 'a') + 10;
  if (between(c, 'A', 'F')) return static_cast<int>(c - 'A') + 10;
  return -1;
}

// A character written as an escape, and how many characters that took; 0 when none begins at `at`.
struct Escape {
  char32_t character = 0;
  std::size_t length = 0;
};

Escape escape_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 6);
  if (rest.starts_with("&amp;")) return {'&', 5};
  if (rest.starts_with("&lt;")) return {'<', 4};
  if (rest.starts_with("&gt;")) return {'>', 4};
  if (rest.starts_with("&quot;")) return {'"', 6};
  if (rest.size() < 6 || !rest.starts_with("\\u")) return {};
  char32_t value = 0;
  for (const char c : rest.substr(2)) {
    const int digit = hex_value(static_cast<unsigned char>(c));
    if (digit < 0) return {};
    value = value * 16 + static_cast<char32_t>(digit);
  }
  if (between(value, 0xD800, 0xDFFF)) value = 0xFFFD;
  return {value, 6};
}

bool starts_with(std::span<const char32_t> text, std::string_view word) {
  return text.size() >= word.size() && std::equal(word.begin(), word.end(), text.begin(), [](char a, char32_t b) {
           return static_cast<unsigned char>(a) == (between(b, 'A', 'Z') ? b + 32 : b);
         });
}

bool contains(std::string_view set, char32_t c) {
  return c < 0x80 && set.find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

void PostWords::decode(std::string_view text) {
  raw_.clear();
  bool normalise = false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&' || text[at] == '\\') {
      if (const Escape escape = escape_at(text, at); escape.length > 0) {
        raw_.push_back(escape.character);
        at += escape.length;
        continue;
      }
    }
    if (bytes[at] < 0x80) {
      raw_.push_back(bytes[at++]);
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    raw_.push_back(c < 0 ? 0xFFFD : static_cast<char32_t>(c));
    normalise = normalise || wants_normalising(raw_.back());
  }
  if (!normalise) return;
  folded_ = fold(text);
  raw_.clear();
  const auto* folded = reinterpret_cast<const std::uint8_t*>(folded_.data());
  for (std::size_t at = 0; at < folded_.size() && raw_.size() < kMostBytes;) {
    UChar32 c = 0;
    U8_NEXT(folded, at, folded_.size(), c);
    raw_.push_back(c < 0 ? 0xFFFD : static_cast<char32_t>(c));
  }
}

void PostWords::open(PostWordKind kind) {
  words_.push_back({.from = static_cast<std::uint32_t>(characters_.size()), .kind = kind});
}

void PostWords::close() {
  auto& word = words_.back();
  word.length = static_cast<std::uint32_t>(characters_.size()) - word.from;
  if (word.length == 0) words_.pop_back();
}

void PostWords::push(char32_t folded) {
  const std::size_t length = characters_.size() - words_.back().from;
  const auto same = [&](std::size_t back) {
    return length >= back && characters_[characters_.size() - back] == folded;
  };
  if (same(1) && same(2)) {
    words_.back().elongated = true;
    if (same(3)) return;
  }
  characters_.push_back(folded);
}

// A word, hashtag, mention or address beginning at `at`; gives where it ends.
std::size_t PostWords::read_word(std::size_t at) {
  const std::span<const char32_t> rest = std::span{raw_}.subspan(at);
  const auto to_space = [&] {
    return static_cast<std::size_t>(
        std::find_if(rest.begin(), rest.end(), [](char32_t c) { return class_of(c) == CharacterClass::Space; }) -
        rest.begin());
  };
  const auto stand_in = [&](PostWordKind kind, std::string_view name, std::size_t length) {
    open(kind);
    characters_.insert(characters_.end(), name.begin(), name.end());
    close();
    return at + length;
  };
  if (starts_with(rest, "http") || starts_with(rest, "www.")) {
    const std::size_t length = to_space();
    if (length == 4 || starts_with(rest, "http:") || starts_with(rest, "https:") || rest[0] == 'w' || rest[0] == 'W') {
      return stand_in(PostWordKind::Address, "http", length);
    }
  }
  const bool tag = rest[0] == '#';
  std::size_t i = rest[0] == '@' || tag ? 1 : 0;
  if (rest[0] == '@') {
    while (i < rest.size() && (class_of(rest[i]) == CharacterClass::Letter || contains(".-", rest[i]))) ++i;
    return stand_in(PostWordKind::Mention, "@user", i);
  }
  open(tag ? PostWordKind::Hashtag : PostWordKind::Word);
  std::size_t capitals = 0;
  std::size_t small = 0;
  for (; i < rest.size(); ++i) {
    const char32_t c = rest[i];
    const CharacterClass kind = class_of(c);
    if (kind == CharacterClass::Dropped) continue;
    const char32_t folded = fold_character(c);
    const bool inside = folded == '\'' && i + 1 < rest.size() && class_of(rest[i + 1]) == CharacterClass::Letter;
    if (kind != CharacterClass::Letter && !inside) break;
    if (folded != c) {
      ++capitals;
    } else if (kind == CharacterClass::Letter && !between(c, '0', '9')) {
      ++small;
    }
    push(folded);
  }
  words_.back().shouted = capitals >= 2 && small == 0;
  close();
  return at + i;
}

// Eyes, perhaps a nose, a mouth; or a heart. Gives where it ends, `at` when there is none.
std::size_t PostWords::read_emoticon(std::size_t at) {
  const auto c = [&](std::size_t i) { return at + i < raw_.size() ? raw_[at + i] : U' '; };
  const auto is = [&](std::string_view face, std::size_t length) {
    open(PostWordKind::Emoticon);
    characters_.insert(characters_.end(), face.begin(), face.end());
    close();
    return at + length;
  };
  if (c(0) == '<' && c(1) == '3') return is("<3", 2);
  if (!contains(":;=", c(0))) return at;
  std::size_t i = contains("-'^o", c(1)) && c(2) != ' ' ? 2 : 1;
  const char32_t mouth = c(i);
  const bool letter = between(mouth, 'A', 'Z') || between(mouth, 'a', 'z');
  if (letter && class_of(c(i + 1)) == CharacterClass::Letter && c(i + 1) != mouth) return at;
  std::string_view face;
  if (contains(")]}", mouth)) face = c(0) == ';' ? ";)" : ":)";
  if (contains("D", mouth)) face = ":d";
  if (contains("*", mouth)) face = ":*";
  if (contains("([{", mouth)) face = c(i - 1) == '\'' ? ":'(" : ":(";
  if (contains("pP", mouth)) face = ":p";
  if (contains("/\\|sS", mouth) && c(i + 1) != '/') face = ":/";
  if (contains("oO", mouth)) face = ":o";
  if (contains("/\\|sS", mouth) && c(0) != ':') face = {};
  if (face.empty()) return at;
  while (c(i) == mouth) ++i;
  return is(face, i);
}

void PostWords::read(std::string_view text) {
  characters_.clear();
  words_.clear();
  decode(cut_at_character(text, kMostBytes));
  for (std::size_t at = 0; at < raw_.size();) {
    const char32_t c = raw_[at];
    const CharacterClass kind = class_of(c);
    const bool sigil =
        (c == '#' || c == '@') && at + 1 < raw_.size() && class_of(raw_[at + 1]) == CharacterClass::Letter;
    if (kind == CharacterClass::Letter || sigil) {
      at = std::max(read_word(at), at + 1);
    } else if (kind == CharacterClass::Space || kind == CharacterClass::Dropped) {
      ++at;
    } else if (const std::size_t end = read_emoticon(at); end > at) {
      at = end;
    } else if (kind == CharacterClass::Symbol) {
      open(PostWordKind::Emoji);
      characters_.push_back(c);
      close();
      ++at;
    } else {
      open(PostWordKind::Mark);
      const char32_t mark = fold_character(c);
      while (at < raw_.size() && fold_character(raw_[at]) == mark) {
        push(mark);
        ++at;
      }
      close();
    }
  }
}

}  // namespace chancery::text
