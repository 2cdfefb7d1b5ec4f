#include "base/map_settings.hpp"

#include <array>

namespace chancery {

std::string_view MapSettings::own_name(std::string_view code, std::string_view language) const {
  const auto country = names.find(std::string{code});
  if (country == names.end()) return {};
  for (const auto tag : {language, language.substr(0, language.find('-')), std::string_view{"*"}}) {
    if (const auto found = country->second.find(std::string{tag}); found != country->second.end()) return found->second;
  }
  return {};
}

std::span<const std::string_view> disputes() {
  static constexpr auto kDisputes = std::to_array<std::string_view>({
      "abkhazia",  "abyei",      "aksai-chin",    "arunachal", "bhutan",       "crimea",
      "donbas",    "essequibo",  "falklands",     "golan",     "halaib",       "ilemi",
      "karabakh",  "kashmir",    "korea",         "kosovo",    "lebanon",      "northern-cyprus",
      "palestine", "somaliland", "south-ossetia", "taiwan",    "transnistria", "western-sahara",
  });
  return kDisputes;
}

}  // namespace chancery
