// What an installation decides about the check before publication: the section [speak] of the configuration.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chancery {

// As written in the configuration; each was checked when it was read.
struct SpeakSettings {
  std::vector<std::string> link_domains;  // domains links may lead to; empty: links are not checked against a list
  std::vector<std::string> days;          // "2026-03-05 TR earthquake", "2026-03-05/2026-03-07 TR …", "03-05 TR …"
  std::vector<std::string> rival_names = {
      // "one | another"
      "Kyiv | Kiev",
      "Persian Gulf | Arabian Gulf",
      "Sea of Japan | East Sea",
      "Falkland Islands | Islas Malvinas | Malvinas",
      "Dokdo | Takeshima",
      "Senkaku Islands | Diaoyu Islands",
      "Myanmar | Burma",
      "الخليج العربي | الخليج الفارسي",
  };

  friend bool operator==(const SpeakSettings&, const SpeakSettings&) = default;
};

// A day on which posts to a country are looked at again.
struct DeclaredDay {
  std::chrono::month_day first;
  std::chrono::month_day last;                      // the same for one day
  std::optional<std::chrono::year_month_day> from;  // of one year alone; nothing: each year
  std::optional<std::chrono::year_month_day> through;
  std::string country;  // ISO 3166-1 alpha-2
  std::string words;    // 1 to 120 bytes

  [[nodiscard]] bool holds(std::chrono::year_month_day day) const;
};

// Each fails with Errc::Invalid; the hint shows the form.
[[nodiscard]] Result<DeclaredDay> parse_declared_day(std::string_view text);
[[nodiscard]] Result<std::vector<std::string>> parse_rival_names(std::string_view text);
// "gov.example", without scheme and path, in lower case.
[[nodiscard]] Result<std::string> parse_link_domain(std::string_view text);

}  // namespace chancery
