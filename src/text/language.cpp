#include "text/language.hpp"

// CLD2's header needs <cstdio> before it.
#include <cstdio>
// clang-format off
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
// clang-format on
#include <fasttext/fasttext.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <span>
#include <spanstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "text/fold.hpp"
#include "text/utf8.hpp"

// lid.176.ftz, linked in by chancery_embed_bytes (src/CMakeLists.txt).
extern "C" const unsigned char chancery_lid_176_begin[];
extern "C" const unsigned char chancery_lid_176_end[];

namespace chancery::text {
namespace {

constexpr std::size_t kMostBytes = 4096;
constexpr double kSure = 0.6;  // of lid.176: below it CLD2 is asked

struct Guess {
  std::string tag;
  double confidence = 0;
};

// Scripts and regions are left out, so that the two models can agree.
std::string model_tag(std::string_view code) {
  return canonical_language(primary_language(code));
}

// FastText reads a model from a stream only after checkModel, which it keeps protected.
class Lid176 : public fasttext::FastText {
 public:
  Lid176() {
    const auto* begin = reinterpret_cast<const char*>(chancery_lid_176_begin);
    const auto* end = reinterpret_cast<const char*>(chancery_lid_176_end);
    std::ispanstream in(std::span<const char>(begin, end));
    if (!checkModel(in)) throw std::runtime_error("the language model linked in is no fastText model");
    loadModel(in);
  }

  // `text` is one line.
  [[nodiscard]] Guess guess(const std::string& text) const {
    std::ispanstream in(std::span<const char>(text.data(), text.size()));
    std::vector<std::pair<fasttext::real, std::string>> best;
    if (!predictLine(in, best, 1, 0) || best.empty()) return {"und", 0};
    constexpr std::string_view kLabel = "__label__";
    std::string_view code = best.front().second;
    if (code.starts_with(kLabel)) code.remove_prefix(kLabel.size());
    // fastText's sums may pass 1 by a rounding error.
    return {model_tag(code), std::min(1.0, static_cast<double>(best.front().first))};
  }
};

Guess guess_with_cld2(const std::string& text) {
  constexpr int kBestEffort = 0x4000;
  const CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percents{};
  std::array<double, 3> scores{};
  int text_bytes = 0;
  bool reliable = false;
  int valid_bytes = 0;
  const auto language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      text.data(), static_cast<int>(text.size()), true, &hints, kBestEffort, languages.data(), percents.data(),
      scores.data(), nullptr, &text_bytes, &reliable, &valid_bytes);
  const double share = percents[0] / 100.0;
  return {model_tag(CLD2::LanguageCode(language)), reliable ? share : share / 2};
}

// What the models should read: one line without addresses and @names, at most kMostBytes.
std::string prepare(std::string_view text) {
  const std::string repaired = repair_utf8(cut_at_character(text, kMostBytes));
  std::string out;
  out.reserve(repaired.size() + 1);
  const std::string_view all = repaired;
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  for (auto at = all.find_first_not_of(kSpace); at != std::string_view::npos; at = all.find_first_not_of(kSpace, at)) {
    const auto end = std::min(all.find_first_of(kSpace, at), all.size());
    std::string_view word = all.substr(at, end - at);
    at = end;
    const bool address = word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.");
    if (address || (word.starts_with('@') && word.size() > 1)) continue;
    if (word.starts_with('#')) word.remove_prefix(1);
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

struct Letters {
  std::size_t all = 0;
  std::size_t latin = 0;
  bool unspaced = false;  // some are of a script where one letter is a word
};

Letters count_letters(std::string_view text) {
  Letters letters;
  for (std::size_t at = 0; at < text.size();) {
    std::int32_t c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), at, text.size(), c);
    if (c < 0 || u_isalpha(c) == 0) continue;
    ++letters.all;
    UErrorCode status = U_ZERO_ERROR;
    if (uscript_getScript(c, &status) == USCRIPT_LATIN) ++letters.latin;
    letters.unspaced = letters.unspaced || is_unspaced(static_cast<char32_t>(c));
  }
  return letters;
}

}  // namespace

struct LanguageIdentifier::Models {
  std::once_flag once;
  std::unique_ptr<const Lid176> lid176;  // set under `once`; predicting is const and keeps its state on the stack

  const Lid176& loaded() {
    std::call_once(once, [this] { lid176 = std::make_unique<const Lid176>(); });
    return *lid176;
  }
};

LanguageIdentifier::LanguageIdentifier() : models_(std::make_unique<Models>()) {}
LanguageIdentifier::~LanguageIdentifier() = default;

Language LanguageIdentifier::identify(std::string_view text) const {
  std::string line = prepare(text);
  const Letters letters = count_letters(line);
  if (letters.all == 0 || (letters.all == 1 && !letters.unspaced)) return {};
  const Guess cld2 = guess_with_cld2(line);
  line += '\n';  // fastText wants its end-of-sentence token
  const Guess lid176 = models_->loaded().guess(line);

  Language language;
  const bool agree = lid176.tag != "und" && lid176.tag == cld2.tag;
  const Guess& chosen = lid176.tag != "und" && lid176.confidence >= kSure ? lid176 : cld2;
  language.tag = chosen.tag;
  language.confidence = agree ? std::max(lid176.confidence, cld2.confidence) : chosen.confidence;
  language.reliable = agree;
  if (language.tag == "und") return {};
  if (language.tag == "hi" && letters.latin * 2 > letters.all) language.tag = "hi-Latn";
  return language;
}

std::string canonical_language(std::string_view code) {
  if (code.size() < 2 || code.size() > 35) return "und";
  std::string tag{code};
  std::replace(tag.begin(), tag.end(), '_', '-');
  const std::string_view rest = std::string_view{tag}.substr(std::min(tag.find('-'), tag.size()));
  std::string primary{primary_language(tag)};
  std::transform(primary.begin(), primary.end(), primary.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  if (primary.size() < 2 || primary.size() > 3 ||
      !std::all_of(primary.begin(), primary.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    return "und";
  }
  // Deprecated codes (IANA's registry), the macrolanguages we do not take apart, and Wikipedia's own codes, which
  // lid.176 was trained with. CLD2 names what is no language with "un" and "xx".
  struct Alias {
    std::string_view from;
    std::string_view to;
  };
  static constexpr auto kAliases = std::to_array<Alias>({
      {"iw", "he"},   {"in", "id"},   {"ji", "yi"},   {"jw", "jv"},   {"mo", "ro"},   {"nb", "no"},   {"nn", "no"},
      {"sh", "sr"},   {"als", "gsw"}, {"bh", "bho"},  {"eml", "egl"}, {"un", "und"},  {"xx", "und"},  {"xxx", "und"},
      {"tlh", "und"}, {"zzb", "und"}, {"zze", "und"}, {"zzh", "und"}, {"zzp", "und"}, {"zxx", "und"}, {"sit", "und"},
  });
  const auto* const alias =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& a) { return a.from == primary; });
  if (alias != kAliases.end()) primary = alias->to;
  if (primary == "und") return primary;
  const bool keeps_rest = std::all_of(rest.begin(), rest.end(), [](char c) {
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return keeps_rest ? primary + std::string{rest} : primary;
}

std::string_view primary_language(std::string_view tag) {
  return tag.substr(0, tag.find('-'));
}

}  // namespace chancery::text
