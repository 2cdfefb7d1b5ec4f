#include "text/tables/languages.hpp"

#include <unicode/uloc.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace chancery::text::tables {
namespace {

void include(LanguageSet& set, std::uint32_t language) {
  set.at(language / 64) |= std::uint64_t{1} << (language % 64);
}

}  // namespace

std::string language_of_locale(const char* locale) {
  std::array<char, 16> language{};
  std::array<char, 16> script{};
  UErrorCode status = U_ZERO_ERROR;
  uloc_getLanguage(locale, language.data(), language.size(), &status);
  uloc_getScript(locale, script.data(), script.size(), &status);
  const std::string code = language.data();
  if (code == "nb" || code == "nn") return "no";
  return code == "hi" && std::string_view{script.data()} == "Latn" ? "hi-Latn" : code;
}

Languages::Languages(std::span<const std::filesystem::path> seeds, std::span<const std::filesystem::path> demonyms) {
  std::vector<std::string> names = {"arz", "ary", "apc", "acm", "afb", "yue", "wuu", "tl", "no", "hi-Latn"};
  for (std::int32_t i = 0; i < uloc_countAvailable(); ++i) names.push_back(language_of_locale(uloc_getAvailable(i)));
  for (const auto& file : seeds) {
    if (file.stem() != "mul") seeded_.push_back(file.stem().string());
  }
  names.insert(names.end(), seeded_.begin(), seeded_.end());
  for (const auto& file : demonyms) names.push_back(file.stem().string());
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  for (const std::string& name : names) {
    LanguageCode code{};
    if (name.size() >= code.size()) throw std::runtime_error("the language code " + name + " is too long");
    std::ranges::copy(name, code.begin());
    codes_.push_back(code);
  }
  if (kFirstLanguage + codes_.size() > kMostLanguages) throw std::runtime_error("too many languages");
}

std::uint32_t Languages::number(std::string_view code) const {
  if (code == "und") return kUndetermined;
  const auto at = std::ranges::find_if(codes_, [&](const LanguageCode& c) { return code == c.data(); });
  return at == codes_.end() ? kOtherLanguage : kFirstLanguage + static_cast<std::uint32_t>(at - codes_.begin());
}

std::vector<std::uint32_t> Languages::kin(std::string_view language) const {
  std::vector<std::uint32_t> out = {number(language)};
  if (out.front() == kOtherLanguage) throw std::runtime_error("unknown language " + std::string{language});
  const auto with = [&](std::initializer_list<std::string_view> codes) {
    for (const auto code : codes) out.push_back(number(code));
  };
  if (language == "ar") with({"arz", "ary", "apc", "acm", "afb"});
  if (language == "zh") with({"yue", "wuu"});
  if (language == "fil") with({"tl"});
  if (language == "hi" || language == "en") with({"hi-Latn"});
  return out;
}

LanguageSet Languages::of_seeds(std::string_view language) const {
  LanguageSet set{};
  if (language == "mul") {
    set.fill(~std::uint64_t{0});
    return set;
  }
  include(set, kUndetermined);
  for (const std::uint32_t kindred : kin(language)) include(set, kindred);
  if (language != "en") return set;
  LanguageSet seeded{};
  for (const std::string& other : seeded_) {
    for (const std::uint32_t kindred : kin(other)) include(seeded, kindred);
  }
  for (std::size_t i = 0; i < set.size(); ++i) set.at(i) |= ~seeded.at(i);
  for (const std::uint32_t own : kin("en")) include(set, own);
  return set;
}

LanguageSet Languages::of_list(const std::vector<std::string>& list, const std::string& where) const {
  LanguageSet set{};
  for (const std::string& code : list) {
    if (code == "*") {
      set.fill(~std::uint64_t{0});
      continue;
    }
    try {
      for (const std::uint32_t kindred : kin(code)) include(set, kindred);
    } catch (const std::exception& error) {
      throw std::runtime_error(where + ": " + error.what());
    }
    include(set, kUndetermined);
  }
  return set;
}

LanguageSet Languages::where(const Levels& levels, Level level) const {
  LanguageSet set{};
  for (std::uint32_t language = 0; language < levels.size(); ++language) {
    if (levels.at(language) == static_cast<std::int8_t>(level)) include(set, language);
  }
  return set;
}

}  // namespace chancery::text::tables
