#include "staff/institution.hpp"

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "staff/plain_text.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kLongestInstitutionName = 120;
constexpr std::size_t kMostLanguages = 20;
constexpr std::size_t kLongestTag = 35;

// ISO 3166-1 alpha-2, officially assigned, and XK.
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS "
    "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE "
    "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC "
    "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW ";

bool is_alphanumeric(char c) {
  return ascii::is_letter(c) || ascii::is_digit(c);
}

bool letters(std::string_view part, std::size_t least, std::size_t most) {
  return part.size() >= least && part.size() <= most && std::ranges::all_of(part, ascii::is_letter);
}
bool alphanumerics(std::string_view part, std::size_t least, std::size_t most) {
  return part.size() >= least && part.size() <= most && std::ranges::all_of(part, is_alphanumeric);
}

// The subtags of a language tag, read from the left.
class Subtags {
 public:
  explicit Subtags(std::string_view tag) : rest_(tag) { cut(); }

  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] std::string_view now() const { return now_; }
  // Goes on when the present one fits.
  bool take(bool fits) {
    if (done_ || !fits) return false;
    if (rest_.data() == nullptr) {
      done_ = true;
    } else {
      cut();
    }
    return true;
  }

 private:
  void cut() {
    const auto hyphen = rest_.find('-');
    now_ = rest_.substr(0, hyphen);
    rest_ = hyphen == rest_.npos ? std::string_view{} : rest_.substr(hyphen + 1);
  }

  std::string_view rest_;  // null once the last subtag is the present one
  std::string_view now_;
  bool done_ = false;
};

bool is_variant(std::string_view part) {
  return alphanumerics(part, 5, 8) || (alphanumerics(part, 4, 4) && ascii::is_digit(part.front()));
}

// At least one subtag of `least` to 8 letters and digits.
bool take_several(Subtags& subtags, std::size_t least) {
  bool any = false;
  while (!subtags.done() && subtags.take(alphanumerics(subtags.now(), least, 8))) any = true;
  return any;
}

}  // namespace

bool is_country(std::string_view code) {
  if (!letters(code, 2, 2)) return false;
  for (std::size_t at = 0; at < kCountries.size(); at += 3) {
    if (kCountries.substr(at, 2) == code) return true;
  }
  return false;
}

bool is_language_tag(std::string_view tag) {
  if (tag.empty() || tag.size() > kLongestTag) return false;
  Subtags subtags(tag);
  const bool short_language = letters(subtags.now(), 2, 3);
  if (!subtags.take(letters(subtags.now(), 2, 8))) return false;
  for (int extended = 0; short_language && extended < 3; ++extended) {
    if (!subtags.take(letters(subtags.now(), 3, 3))) break;
  }
  subtags.take(letters(subtags.now(), 4, 4));  // script
  subtags.take(letters(subtags.now(), 2, 2) ||
               (subtags.now().size() == 3 && std::ranges::all_of(subtags.now(), ascii::is_digit)));
  while (subtags.take(is_variant(subtags.now()))) {
  }
  std::set<char> extensions;
  while (!subtags.done() && alphanumerics(subtags.now(), 1, 1) && ascii::lower(subtags.now().front()) != 'x') {
    if (!extensions.insert(ascii::lower(subtags.now().front())).second) return false;
    subtags.take(true);
    if (!take_several(subtags, 2)) return false;
  }
  if (!subtags.done() && (subtags.now() == "x" || subtags.now() == "X")) {
    subtags.take(true);
    if (!take_several(subtags, 1)) return false;
  }
  return subtags.done();
}

Status check_institution(const Institution& institution) {
  if (auto status = check_plain_text(institution.name, kLongestInstitutionName, "institution name"); !status)
    return status;
  // A fictional ministry belongs to no country: CLDR's "unknown region".
  const bool nowhere = institution.demo && institution.country == "ZZ";
  if (!nowhere && !is_country(institution.country)) {
    return fail(Errc::Invalid, "institution country: two capital letters as in ISO 3166-1, such as NO.");
  }
  if (institution.languages.empty() || institution.languages.size() > kMostLanguages) {
    return fail(Errc::Invalid, "institution languages: one to twenty.");
  }
  std::set<std::string> seen;
  for (const auto& language : institution.languages) {
    if (!is_language_tag(language)) {
      return fail(Errc::Invalid, "institution languages: each a BCP 47 tag, such as ar or pt-BR.");
    }
    if (!seen.insert(ascii::lower(language)).second)
      return fail(Errc::Invalid, "institution languages: one stands there twice.");
  }
  return {};
}

}  // namespace chancery::staff
