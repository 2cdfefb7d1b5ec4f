// Whom a post speaks to, and whether it leaves on a day they mourn or celebrate. For speak/ alone.
//
// Days of a fixed date are known (caution_lists/days.tsv, countries.tsv); those of lunar and other calendars are not
// computed: the installation declares them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/speak_settings.hpp"
#include "speak/cautions.hpp"
#include "text/country_languages.hpp"

namespace chancery::speak {

using Countries = text::CountryLanguages::Countries;  // ISO 3166-1 alpha-2

// Thread safety: immutable.
class CautionDays {
 public:
  explicit CautionDays(const std::vector<std::string>& declared);

  // Whose public reads a language, by the table.
  [[nodiscard]] const Countries& reading(std::string_view language) const;
  [[nodiscard]] bool read_beyond(std::string_view language, std::string_view own_country) const;
  // Each country's own calendar day counts, in its capital.
  void add_cautions(const Countries& addressed, std::string_view own_country, Timestamp leaves,
                    std::vector<Caution>& cautions) const;

 private:
  struct Day {
    DeclaredDay day;
    std::string code;
    CautionLevel level = CautionLevel::Note;
  };
  std::map<std::string, std::chrono::minutes, std::less<>> east_;  // of Greenwich, by country
  text::CountryLanguages readers_;
  std::vector<Day> days_;
};

}  // namespace chancery::speak
