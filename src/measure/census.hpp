// The census: who is counted, what they do, and how sure each figure is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "measure/measures.hpp"
#include "measure/study_input.hpp"

namespace chancery::measure {

// Under this many the ratio is withheld: a handful says nothing.
inline constexpr std::uint64_t kLeastDenominator = 20;

// A count or a ratio with what it is made of.
struct Figure {
  std::string key, name;
  std::uint64_t numerator = 0;
  std::optional<std::uint64_t> denominator;  // none: a count
  std::optional<double> value;               // the ratio; none: a count, or withheld
  // 95 %: Wilson for shares of accounts, bootstrap over accounts for sums of theirs; none of what was counted whole.
  std::optional<double> lower, upper;
  std::string withheld;  // why there is no value
  bool rate = false;     // may exceed 1
};

// Whether it means anything in this study: not where ties have no direction and it asks for one.
[[nodiscard]] inline bool applies(const Figure& figure) {
  return figure.denominator.has_value() || figure.withheld.empty();
}

// A share of the accounts there are by what they were chosen for, or of the ties: it says what was counted, and nothing
// beyond, so no interval stands beside it. Withheld under kLeastDenominator.
[[nodiscard]] Figure counted_share(std::string key, std::string name, std::uint64_t numerator,
                                   std::uint64_t denominator);
// A share of what accounts do, with the interval for accounts like these. Withheld alike.
[[nodiscard]] Figure share(std::string key, std::string name, std::uint64_t numerator, std::uint64_t denominator);

struct Census {
  std::vector<Figure> figures;
  std::vector<Figure> languages;  // accounts that use each, the most used first
  struct OfCountry {
    std::string code, name;
    std::uint64_t accounts = 0, personal = 0, institutional = 0, with_office = 0;
    std::uint64_t followed_by = 0;  // ties towards them, of all accounts; where ties have no direction, theirs
    std::optional<graph::Node> best_followed;  // of those with an office that somebody follows
  };
  std::vector<OfCountry> countries;  // by code; accounts without a country last, code ""
  std::uint64_t listed_present = 0, listed_absent = 0, listed_failed = 0;
  double mean_in_degree = 0;

  [[nodiscard]] const Figure& figure(std::string_view key) const;  // one there is
};

[[nodiscard]] Census take_census(const StudyInput& input, const Measures& measures);

// Of one account, withheld as above; nothing where the counts are not known.
[[nodiscard]] std::optional<Figure> conversational(const Account& account);
[[nodiscard]] std::optional<Figure> effectiveness(const Account& account);

}  // namespace chancery::measure
