// Which words name which country, in which languages, and how surely.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "text/tables/languages.hpp"
#include "text/tables/tsv.hpp"

namespace chancery::text::tables {

class Names {
 public:
  explicit Names(const Languages& languages) : languages_(languages) {}

  // The names of every country in every locale of ICU: in full, short, and variants. A name counts in the languages
  // whose locales have it; in every language when it is distinctive: at least three languages have it for the same
  // country alone and it has five letters, or eight letters and two languages; in texts of undetermined language when
  // it has four letters and ten languages, or belongs to a script of few languages.
  void add_icu();
  // country<TAB>form, form, …; counts in the file's language and, from six letters on, in undetermined texts.
  void add_demonyms(const std::filesystem::path& file);
  // strong|cased|upper|weak|never<TAB>country<TAB>languages<TAB>form, form, …: the last word on those forms.
  void judge(const std::filesystem::path& file);

  // key -> country -> level in each language
  [[nodiscard]] const std::map<std::string, std::map<std::uint16_t, Levels>>& all() const { return names_; }

 private:
  void add_icu_name(std::string_view name, std::string_view language, std::uint16_t country);
  void spread_distinctive();
  void judge_row(const Row& row, std::int8_t level);
  [[nodiscard]] Levels& levels(const std::string& key, std::uint16_t country);

  const Languages& languages_;
  std::map<std::string, std::map<std::uint16_t, Levels>> names_;
};

}  // namespace chancery::text::tables
