#include "text/country_languages.hpp"

#include <algorithm>

#include "text/language.hpp"

extern "C" const unsigned char chancery_country_languages_begin[];
extern "C" const unsigned char chancery_country_languages_end[];

namespace chancery::text {

CountryLanguages::CountryLanguages() {
  std::string_view rest{reinterpret_cast<const char*>(chancery_country_languages_begin),
                        static_cast<std::size_t>(chancery_country_languages_end - chancery_country_languages_begin)};
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string_view::npos) continue;
    const std::string country{line.substr(0, tab)};
    for (auto languages = line.substr(tab + 1); !languages.empty();) {
      const auto one = std::min(languages.find(' '), languages.size());
      readers_[canonical_language(languages.substr(0, one))].insert(country);
      languages.remove_prefix(std::min(one + 1, languages.size()));
    }
  }
}

const CountryLanguages::Countries& CountryLanguages::reading(std::string_view language) const {
  const auto canonical = canonical_language(language);
  if (const auto exact = readers_.find(canonical); exact != readers_.end()) return exact->second;
  const auto found = readers_.find(primary_language(canonical));
  return found == readers_.end() ? nobody_ : found->second;
}

bool CountryLanguages::is_read_in(std::string_view language, std::string_view country) const {
  return reading(language).contains(country);
}

}  // namespace chancery::text
