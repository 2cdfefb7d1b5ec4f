#include "text/language_evidence.hpp"

// CLD2's header needs <cstdio> before it.
#include <cstdio>
// clang-format off
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
// clang-format on
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr std::size_t kMostBytes = 4096;

constexpr bool is_ascii_letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether both models read past this word.
bool is_noise(std::string_view word) {
  const bool address = word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.");
  return address || (word.starts_with('@') && word.size() > 1) || word == "http" || word == "https" || word == "RT";
}

// How many letters are of which script.
class Scripts {
 public:
  void count(char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(static_cast<UChar32>(c), &status);
    if (script >= 0 && static_cast<std::size_t>(script) < counts_.size())
      ++counts_.at(static_cast<std::size_t>(script));
  }
  void count_latin() { ++counts_[USCRIPT_LATIN]; }

  [[nodiscard]] ScriptGroup group() const {
    const std::array<std::uint32_t, 4> shared{counts_[USCRIPT_LATIN], counts_[USCRIPT_CYRILLIC],
                                              counts_[USCRIPT_ARABIC], counts_[USCRIPT_DEVANAGARI]};
    const auto* const most = std::ranges::max_element(shared);
    std::uint32_t all = 0;
    for (const auto n : counts_) all += n;
    for (const auto n : shared) all -= n;
    return *most >= all && *most > 0 ? static_cast<ScriptGroup>(most - shared.begin()) : ScriptGroup::Other;
  }

  // The language of a script that only one language (of any size) is written in.
  [[nodiscard]] std::string_view language(std::size_t letters) const {
    struct Only {
      UScriptCode script;
      std::string_view tag;
    };
    static constexpr auto kOnly = std::to_array<Only>({
        {USCRIPT_HANGUL, "ko"},
        {USCRIPT_GREEK, "el"},
        {USCRIPT_THAI, "th"},
        {USCRIPT_GEORGIAN, "ka"},
        {USCRIPT_ARMENIAN, "hy"},
        {USCRIPT_GUJARATI, "gu"},
        {USCRIPT_GURMUKHI, "pa"},
        {USCRIPT_TAMIL, "ta"},
        {USCRIPT_TELUGU, "te"},
        {USCRIPT_KANNADA, "kn"},
        {USCRIPT_MALAYALAM, "ml"},
        {USCRIPT_ORIYA, "or"},
        {USCRIPT_SINHALA, "si"},
        {USCRIPT_KHMER, "km"},
        {USCRIPT_LAO, "lo"},
        {USCRIPT_MYANMAR, "my"},
    });
    const auto nearly_all = [&](std::size_t n) { return n * 10 >= letters * 8; };
    for (const auto& [script, tag] : kOnly) {
      if (nearly_all(counts_.at(static_cast<std::size_t>(script)))) return tag;
    }
    const std::size_t kana = counts_[USCRIPT_HIRAGANA] + counts_[USCRIPT_KATAKANA];
    const std::size_t han = counts_[USCRIPT_HAN];
    if (!nearly_all(kana + han)) return {};
    // A Japanese sentence has kana; a Chinese one may quote a name in kana.
    if (kana * 10 >= kana + han) return "ja";
    return kana == 0 ? "zh" : "";
  }

 private:
  std::array<std::uint32_t, 128> counts_{};
};

}  // namespace

Letters read_letters(std::string_view text) {
  Letters letters;
  Scripts scripts;
  const std::string_view cut = cut_at_character(text, kMostBytes);
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  bool apart = false;  // something stood after the last letter
  const auto put = [&](std::string_view bytes) {
    if (apart && !letters.line.empty()) letters.line += ' ';
    apart = false;
    letters.line += bytes;
  };
  const auto read_word = [&](std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
      const auto byte = static_cast<unsigned char>(word[at]);
      if (byte < 0x80) {
        ++at;
        if (is_ascii_letter(byte)) {
          const char lower = static_cast<char>(byte | 0x20U);
          put({&lower, 1});
          ++letters.count;
          scripts.count_latin();
        } else if (byte == '\'') {
          put("'");
        } else {
          apart = true;
        }
        continue;
      }
      std::int32_t c = 0;
      U8_NEXT(reinterpret_cast<const std::uint8_t*>(word.data()), at, word.size(), c);
      const bool joins = c == 0x2019 || c == 0x200C || c == 0x200D;
      const bool letter = c >= 0 && u_isalpha(c) != 0;
      if (c < 0 || (!letter && !joins && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK)) == 0)) {
        apart = true;
        continue;
      }
      std::array<char, 4> bytes{};
      std::size_t width = 0;
      U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(bytes.data()), width, u_tolower(c));
      put({bytes.data(), width});
      if (!letter) continue;
      ++letters.count;
      scripts.count(static_cast<char32_t>(c));
      letters.unspaced = letters.unspaced || is_unspaced(static_cast<char32_t>(c));
    }
  };
  for (auto at = cut.find_first_not_of(kSpace); at != cut.npos; at = cut.find_first_not_of(kSpace, at)) {
    const auto end = std::min(cut.find_first_of(kSpace, at), cut.size());
    const std::string_view word = cut.substr(at, end - at);
    at = end;
    apart = true;
    if (!is_noise(word)) read_word(word);
  }
  letters.group = scripts.group();
  if (letters.count > 0) letters.by_script = scripts.language(letters.count);
  return letters;
}

std::string_view Evidence::lid176_best() const {
  return lid176.empty() ? std::string_view{"und"} : lid176.front().tag;
}

float Evidence::lid176_share(std::string_view tag) const {
  const auto at = std::ranges::find(lid176, tag, &TagShare::tag);
  return at == lid176.end() ? 0 : at->share;
}

float Evidence::cld2_share(std::string_view tag) const {
  float share = 0;
  for (const auto& guess : cld2) share += guess.tag == tag ? guess.share : 0;
  return share;
}

Evidence GeneralModels::ask(const Letters& letters) const {
  Evidence evidence;
  const std::string& line = letters.line;
  evidence.lid176 = lid176_.guess(line);
  constexpr int kBestEffort = 0x4000;
  const CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int text_bytes = 0;
  int valid_bytes = 0;
  const auto best = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      line.data(), static_cast<int>(line.size()), true, &hints, kBestEffort, languages.data(), percents.data(),
      scores.data(), nullptr, &text_bytes, &evidence.cld2_reliable, &valid_bytes);
  evidence.cld2_best = model_tag(CLD2::LanguageCode(best));
  for (std::size_t i = 0; i < languages.size(); ++i) {
    evidence.cld2.at(i) = {model_tag(CLD2::LanguageCode(languages.at(i))), static_cast<float>(percents.at(i)) / 100.0F};
  }
  evidence.length = std::min(1.0F, std::log1p(static_cast<float>(line.size())) / 6.0F);
  return evidence;
}

}  // namespace chancery::text
