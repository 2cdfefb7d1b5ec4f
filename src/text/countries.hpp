// The countries a text can name: ISO 3166-1 alpha-2, and XK for Kosovo.
//
// Which names, adjectives and names of peoples tell of a country, and the rule for ambiguous ones, is told in
// text/annotator.hpp.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::text {

// A value type of two letters; only parse_country and countries() make one.
class Country {
 public:
  // "NO".
  [[nodiscard]] std::string_view alpha2() const { return {letters_.data(), letters_.size()}; }

  friend auto operator<=>(const Country&, const Country&) = default;

 private:
  friend class Annotator;
  friend Result<Country> parse_country(std::string_view text);
  friend std::span<const Country> countries();
  constexpr explicit Country(char first, char second) : letters_{first, second} {}

  std::array<char, 2> letters_;
};

// All of them, by code.
[[nodiscard]] std::span<const Country> countries();

// Reads "NO" or "no". Fails with Errc::Invalid when no country has that code; the hint says which form is expected,
// and for a country's English name its code.
[[nodiscard]] Result<Country> parse_country(std::string_view text);

// The country's name in the language of a BCP 47 tag, from ICU; in English where ICU has none.
[[nodiscard]] std::string country_name(Country country, const std::string& language);

}  // namespace chancery::text
