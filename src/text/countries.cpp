#include "text/countries.hpp"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::text {
namespace {

constexpr std::string_view kCodes =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ"
    "DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISIT"
    "JEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNO"
    "NPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO"
    "TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";
constexpr std::size_t kCountries = kCodes.size() / 2;
static_assert(kCountries == 250);

}  // namespace

std::span<const Country> countries() {
  static constexpr auto kAll = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<Country, kCountries>{Country{kCodes[2 * I], kCodes[2 * I + 1]}...};
  }(std::make_index_sequence<kCountries>{});
  return kAll;
}

Result<Country> parse_country(std::string_view text) {
  const std::string wanted = fold(text.substr(0, 64));
  const auto upper = [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); };
  if (wanted.size() == 2) {
    const Country asked{upper(wanted[0]), upper(wanted[1])};
    if (std::ranges::binary_search(countries(), asked)) return asked;
  }
  std::string hint = fmt::format("\"{}\" is no country code", strip_bidi_controls(text.substr(0, 64)));
  const auto named =
      std::ranges::find_if(countries(), [&](Country c) { return fold(country_name(c, "en")) == wanted; });
  if (wanted == "uk") {
    hint += ": the United Kingdom is GB";
  } else if (named != countries().end()) {
    hint += fmt::format(": write {}", named->alpha2());
  } else {
    hint += ": write two letters of ISO 3166-1, such as NO";
  }
  return fail(Errc::Invalid, "unknown country code", std::move(hint));
}

std::string country_name(Country country, const std::string& language) {
  const icu::Locale region("", std::string{country.alpha2()}.c_str());
  icu::UnicodeString name;
  region.getDisplayCountry(icu::Locale(language.c_str()), name);
  if (name.length() == 2) region.getDisplayCountry(icu::Locale::getEnglish(), name);
  std::string out;
  return name.toUTF8String(out);
}

}  // namespace chancery::text
