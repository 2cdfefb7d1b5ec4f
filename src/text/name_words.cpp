#include "text/name_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/fold.hpp"
#include "text/name_lists.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

// Calls `take` with each character of valid UTF-8 and its bytes.
template <class Take>
void each_character(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    std::string_view bytes = cut_at_character(text.substr(at), 4);
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    bytes = bytes.substr(0, std::min(width, bytes.size()));
    char32_t value = width == 1 ? lead : lead & (0xFFU >> (width + 1));
    for (std::size_t i = 1; i < bytes.size(); ++i)
      value = (value << 6U) | (static_cast<unsigned char>(bytes[i]) & 0x3FU);
    take(value, bytes);
    at += std::max<std::size_t>(1, bytes.size());
  }
}

// The letter without its accents, for the small letters of U+00E0 to U+017F.
constexpr std::string_view kLatin =
    "aaaaaaaceeeeiiiidnooooo ouuuuyty"                                  // U+00E0
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllll?"  // U+0100
    "?llnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

std::string_view without_accent(char32_t c, std::string_view bytes) {
  if (c == 0xE6) return "ae";
  if (c == 0x153) return "oe";
  if (c == 0xF7) return bytes;
  if (c >= 0xE0 && c <= 0xFF) return kLatin.substr(c - 0xE0, 1);
  if (c >= 0x100 && c <= 0x17F) return kLatin.substr(std::min<std::size_t>(c - 0x100 + 32, kLatin.size() - 1), 1);
  constexpr auto kVietnamese = std::to_array<std::pair<char32_t, std::string_view>>(
      {{0x1EB7, "a"}, {0x1EC7, "e"}, {0x1ECB, "i"}, {0x1EE3, "o"}, {0x1EF1, "u"}, {0x1EF9, "y"}});
  if (c >= 0x1EA1 && c <= 0x1EF9) {
    for (const auto& [last, letter] : kVietnamese) {
      if (c <= last) return letter;
    }
  }
  if (c == 0x1A1) return "o";
  if (c == 0x1B0) return "u";
  return bytes;
}

// The same letters typed differently: hamza, ta marbuta, Persian ya and kaf; Greek accents; Arabic vowel signs.
std::string_view unified(char32_t c, std::string_view bytes) {
  constexpr auto kSame = std::to_array<std::pair<char32_t, std::string_view>>(
      {{0x622, "ا"}, {0x623, "ا"}, {0x625, "ا"}, {0x671, "ا"}, {0x629, "ه"}, {0x6C1, "ه"}, {0x649, "ي"},
       {0x6CC, "ي"}, {0x6A9, "ك"}, {0x3AC, "α"}, {0x3AD, "ε"}, {0x3AE, "η"}, {0x3AF, "ι"}, {0x3CA, "ι"},
       {0x3CC, "ο"}, {0x3CD, "υ"}, {0x3CE, "ω"}, {0x3C2, "σ"}, {0x439, "и"}, {0x451, "е"}});
  if (c >= 0x64B && c <= 0x652) return {};
  if (c >= 0x300 && c <= 0x36F) return {};
  const auto* const found = std::find_if(kSame.begin(), kSame.end(), [&](const auto& pair) { return pair.first == c; });
  return found == kSame.end() ? bytes : found->second;
}

enum class NameScript { Other, Han, Kana, Hangul };

NameScript name_script_of(char32_t c) {
  if ((c >= 0x4E00 && c <= 0x9FFF) || c == 0x3005) return NameScript::Han;
  if (c >= 0x3041 && c <= 0x30FF) return NameScript::Kana;
  if (c >= 0xAC00 && c <= 0xD7A3) return NameScript::Hangul;
  return NameScript::Other;
}

bool is_all(std::string_view text, NameScript wanted) {
  bool all = !text.empty();
  each_character(text, [&](char32_t c, std::string_view) { all = all && name_script_of(c) == wanted; });
  return all;
}

bool is_japanese(std::string_view text) {
  bool all = !text.empty();
  each_character(text, [&](char32_t c, std::string_view) {
    all = all && (name_script_of(c) == NameScript::Han || name_script_of(c) == NameScript::Kana);
  });
  return all;
}

bool is_separator(char32_t c, std::string_view bytes) {
  if (c >= 0x80) return fold_words(bytes).empty() && fold_words("a" + std::string{bytes} + "a").size() != 4;
  return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
}

bool begins_other_word(std::string_view text) {
  const auto words = split_words(name_lists::kUnspacedNotNames);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    constexpr std::size_t kTwoCharacters = 6;
    return word.size() >= kTwoCharacters && text.starts_with(word);
  });
}

// The rest of a text behind one of several surnames, or nothing.
std::string_view behind_surname(std::string_view text, std::string_view surnames) {
  for (const std::string_view surname : split_words(surnames)) {
    if (text.starts_with(surname)) return text.substr(surname.size());
  }
  return {};
}

bool is_chinese_name(std::string_view text) {
  const std::size_t characters = count_characters(text);
  if (!is_all(text, NameScript::Han) || characters < 2 || characters > 4) return false;
  if (characters >= 3 && !behind_surname(text, name_lists::kHanDoubleSurnames).empty()) return true;
  constexpr std::size_t kHanBytes = 3;
  return characters <= 3 && name_lists::kHanSurnames.find(text.substr(0, kHanBytes)) != std::string_view::npos;
}

bool is_japanese_name(std::string_view text) {
  if (!is_japanese(text)) return false;
  const std::string_view rest = behind_surname(text, name_lists::kJapaneseSurnames);
  const std::size_t characters = count_characters(rest);
  if (characters < 1 || characters > 4) return false;
  constexpr auto kPlaces =
      std::to_array<std::string_view>({"県", "市", "区", "町", "村", "駅", "線", "川", "山", "大", "の", "で", "に"});
  return std::none_of(kPlaces.begin(), kPlaces.end(), [&](std::string_view sign) { return rest.starts_with(sign); });
}

bool is_hangul_surname(std::string_view syllable) {
  return name_lists::kHangulSurnames.find(syllable) != std::string_view::npos;
}

bool is_korean_name(std::string_view text) {
  constexpr std::size_t kSyllableBytes = 3;
  return is_all(text, NameScript::Hangul) && count_characters(text) == 3 &&
         is_hangul_surname(text.substr(0, kSyllableBytes));
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view list) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (end > at) out.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string plain_word(std::string_view word) {
  const std::string folded = fold(word);
  std::string out;
  each_character(folded, [&](char32_t c, std::string_view bytes) { out += unified(c, without_accent(c, bytes)); });
  return out;
}

std::vector<NameWord> cut_name_words(std::string_view text) {
  std::vector<NameWord> out;
  bool inside = false;
  each_character(text, [&](char32_t c, std::string_view bytes) {
    if (is_separator(c, bytes)) {
      inside = false;
      return;
    }
    const std::string folded = fold(bytes);
    const bool capital =
        folded != bytes && c != 0xDF && name_script_of(c) == NameScript::Other && (c < 0x600 || c > 0x1100);
    if (!inside) {
      out.push_back({});
      out.back().capital = capital;
      out.back().acronym = capital;
      out.back().begin = static_cast<std::size_t>(bytes.data() - text.data());
    }
    inside = true;
    NameWord& word = out.back();
    word.text += bytes;
    ++word.letters;
    word.acronym = word.acronym && capital;
    word.digits = word.digits || (c >= '0' && c <= '9');
  });
  for (NameWord& word : out) {
    word.plain = plain_word(word.text);
    word.acronym = word.acronym && word.letters > 1 && word.letters <= 6;
  }
  return out;
}

std::string spaced_tag(std::string_view tag) {
  std::string out;
  bool lower_before = false;
  each_character(tag, [&](char32_t c, std::string_view bytes) {
    if (c == '_') {
      out += ' ';
      lower_before = false;
      return;
    }
    const bool capital = fold(bytes) != bytes && name_script_of(c) == NameScript::Other;
    if (capital && lower_before) out += ' ';
    lower_before = !capital && (c < '0' || c > '9');
    out += bytes;
  });
  return out;
}

bool unspaced(std::string_view text) {
  bool first = false;
  bool seen = false;
  each_character(text, [&](char32_t c, std::string_view) {
    if (!seen) first = name_script_of(c) != NameScript::Other;
    seen = true;
  });
  return first;
}

std::size_t unspaced_name_at(std::span<const NameWord> words, std::size_t at) {
  const std::string& word = words[at].text;
  if (!unspaced(word)) return 0;
  if (!begins_other_word(word) && (is_chinese_name(word) || is_japanese_name(word) || is_korean_name(word))) return 1;
  if (at + 1 == words.size() || !unspaced(words[at + 1].text)) return 0;
  // The surname apart: "佐藤 太郎", "김 정은", "王 小明".
  const std::string& next = words[at + 1].text;
  const std::size_t characters = words[at + 1].letters;
  const auto surnames = split_words(name_lists::kJapaneseSurnames);
  const bool japanese =
      std::find(surnames.begin(), surnames.end(), word) != surnames.end() && characters <= 4 && is_japanese(next);
  const bool korean =
      words[at].letters == 1 && is_hangul_surname(word) && characters == 2 && is_all(next, NameScript::Hangul);
  const bool chinese = words[at].letters == 1 && name_lists::kHanSurnames.find(word) != std::string_view::npos &&
                       characters <= 2 && is_all(next, NameScript::Han);
  return japanese || korean || chinese ? 2 : 0;
}

}  // namespace chancery::text
