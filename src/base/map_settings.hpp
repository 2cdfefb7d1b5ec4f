// What the installation decides about the map and the names of countries: shown everywhere, never a rule of matching.
//
// Names come from Unicode's CLDR unless the configuration gives its own. Every disputed border is dashed unless the
// configuration says otherwise of that dispute.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

struct MapSettings {
  // By code (ISO 3166-1 alpha-2, XK), then by BCP 47 tag; "*" stands for every language without a name of its own.
  std::map<std::string, std::map<std::string, std::string>> names;
  std::vector<std::string> solid;   // disputes drawn as any other border
  std::vector<std::string> hidden;  // disputes not drawn

  // The installation's name of a country in a language: of the tag, of its primary language, or of "*". Empty where it
  // gives none.
  [[nodiscard]] std::string_view own_name(std::string_view code, std::string_view language) const;

  friend bool operator==(const MapSettings&, const MapSettings&) = default;
};

// The disputes the map knows, by the names the configuration uses; "all" stands for each of them. In the order of the
// alphabet.
[[nodiscard]] std::span<const std::string_view> disputes();

}  // namespace chancery
