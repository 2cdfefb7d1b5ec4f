#include "text/tables/forms.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "text/fold.hpp"
#include "text/term_table.hpp"

namespace chancery::text::tables {
namespace {

using icu::UnicodeString;

std::string utf8(const UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

UScriptCode script_of(const UnicodeString& text) {
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(text.char32At(at), &status);
    if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) return script;
  }
  return USCRIPT_COMMON;
}

UnicodeString without_marks(const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const UnicodeString apart = icu::Normalizer2::getNFDInstance(status)->normalize(text, status);
  UnicodeString out;
  for (std::int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
    const UChar32 c = apart.char32At(at);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    out.append(c == u'ø' ? u'o' : c == u'ł' ? u'l' : c == u'đ' ? u'd' : c == u'Ł' ? u'L' : c == u'Ø' ? u'O' : c);
  }
  return out;
}

UnicodeString without_vowel_signs(const UnicodeString& text) {
  UnicodeString out;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    if (u_charType(text.char32At(at)) != U_NON_SPACING_MARK) out.append(text.char32At(at));
  }
  return out;
}

UnicodeString replaced(UnicodeString text, std::u16string_view from, std::u16string_view to) {
  for (std::size_t i = 0; i < from.size(); ++i) text.findAndReplace(UnicodeString(from[i]), UnicodeString(to[i]));
  return text;
}

UnicodeString with_umlauts_apart(UnicodeString text) {
  for (const auto* pair : {u"äae", u"öoe", u"üue", u"ßss", u"ÄAe", u"ÖOe", u"ÜUe"}) {
    text.findAndReplace(UnicodeString(pair[0]), UnicodeString(pair + 1));
  }
  return text;
}

UnicodeString traditional(UnicodeString text) {
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<icu::Transliterator> kHant(
      icu::Transliterator::createInstance("Hans-Hant", UTRANS_FORWARD, status));
  if (!kHant) throw std::runtime_error("ICU has no Hans-Hant");
  kHant->transliterate(text);
  return text;
}

std::string folded(std::string_view piece) {
  std::string words = fold_words(piece);
  return words.empty() ? words : words.substr(1, words.size() - 2);
}

}  // namespace

std::string key_of(std::string_view term) {
  std::string key;
  while (true) {
    const std::size_t star = term.find('*');
    const std::string piece = folded(term.substr(0, star));
    if (piece.empty() && key.empty()) return {};
    if (!piece.empty() && !key.empty()) {
      key += static_cast<char>(kStar);
      key += ' ';
    }
    key += piece;
    if (star == std::string_view::npos) return key + static_cast<char>(piece.empty() ? kPrefixEnd : kEnd);
    term.remove_prefix(star + 1);
    if (folded(term).empty()) return key + static_cast<char>(kPrefixEnd);
  }
}

std::size_t letters_in(std::string_view key) {
  std::size_t letters = 0;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    letters += byte > ' ' && (byte & 0xC0) != 0x80 ? 1 : 0;
  }
  return letters;
}

std::vector<std::string> keys_of(std::string_view term, std::string_view language) {
  const UnicodeString written = UnicodeString::fromUTF8({term.data(), static_cast<std::int32_t>(term.size())});
  const UScriptCode script = script_of(written);
  std::vector<UnicodeString> forms = {written};
  constexpr std::size_t kLeastWithoutMarks = 5;
  if (script == USCRIPT_LATIN) {
    if (letters_in(term) >= kLeastWithoutMarks) forms.push_back(without_marks(written));
    if (language == "de") forms.push_back(with_umlauts_apart(written));
  } else if (script == USCRIPT_CYRILLIC) {
    forms.push_back(replaced(written, u"ёЁ", u"еЕ"));
  } else if (script == USCRIPT_ARABIC) {
    forms.push_back(without_vowel_signs(written));
    forms.push_back(replaced(forms.back(), u"أإآى", u"اااي"));
    forms.push_back(replaced(forms.back(), u"ة", u"ه"));
    if (language != "ar") {
      forms.push_back(replaced(forms[1], u"یک", u"يك"));
    }
  } else if (script == USCRIPT_HAN && language == "zh") {
    forms.push_back(traditional(written));
  }
  const auto spoken = forms.size();
  constexpr std::size_t kLeastInOneWord = 8;
  for (std::size_t i = 0; i < spoken; ++i) {
    const std::int32_t star = forms[i].indexOf(u'*');
    if (star >= 0 && star + 1 < forms[i].length()) continue;
    UnicodeString joined = forms[i];
    joined.findAndReplace(" ", "").findAndReplace("-", "");
    if (joined != forms[i] && letters_in(utf8(joined)) >= kLeastInOneWord) forms.push_back(joined);
  }
  std::vector<std::string> keys;
  for (const UnicodeString& form : forms) {
    std::string key = key_of(utf8(form));
    if (!key.empty() && std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace chancery::text::tables
