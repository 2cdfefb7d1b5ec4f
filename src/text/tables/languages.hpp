// The languages of the table of terms, and in which of them a term counts.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/term_table.hpp"

namespace chancery::text::tables {

// The level of a name in each language; kNowhere where it counts not at all.
inline constexpr std::int8_t kNowhere = -1;
using Levels = std::array<std::int8_t, kMostLanguages>;

class Languages {
 public:
  // The languages of ICU's locales and of the files' names.
  Languages(std::span<const std::filesystem::path> seeds, std::span<const std::filesystem::path> demonyms);

  [[nodiscard]] const std::vector<LanguageCode>& codes() const { return codes_; }
  // kOtherLanguage when not known.
  [[nodiscard]] std::uint32_t number(std::string_view code) const;

  // Where seeds of a language count: in its texts and those of undetermined language; English also in romanised
  // Hindi and in languages without seeds; "mul" everywhere.
  [[nodiscard]] LanguageSet of_seeds(std::string_view language) const;
  // The languages a list names, with their near kin; "*" is every language.
  [[nodiscard]] LanguageSet of_list(const std::vector<std::string>& list, const std::string& where) const;
  // A language with its near kin: Arabic with its spoken forms, Chinese with Cantonese and Wu.
  [[nodiscard]] std::vector<std::uint32_t> kin(std::string_view language) const;
  [[nodiscard]] LanguageSet where(const Levels& levels, Level level) const;

 private:
  std::vector<LanguageCode> codes_;
  std::vector<std::string> seeded_;
};

// The language of an ICU locale as the program writes it: "no" for nb and nn, "hi-Latn" for hi_Latn.
[[nodiscard]] std::string language_of_locale(const char* locale);

}  // namespace chancery::text::tables
