// The one institution this process serves.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::staff {

struct Institution {
  std::string name;
  std::string country;                 // ISO 3166-1 alpha-2, upper case; ZZ for a fictional ministry alone
  std::vector<std::string> languages;  // BCP 47, the first is the default
  bool demo = false;                   // a fictional ministry
  std::string contact = {};            // whom the public writes to about its data; may be empty
};

// Name of 1 to 120 characters, a country in use, 1 to 20 well-formed tags, none twice.
// Fails with Errc::Invalid; the hint names the field.
[[nodiscard]] Status check_institution(const Institution& institution);
// An officially assigned code of ISO 3166-1, or XK (Kosovo, user-assigned, in wide use). Upper case only.
[[nodiscard]] bool is_country(std::string_view code);
// Well-formed as RFC 5646 section 2.1 has it, at most 35 letters; whether the subtags are registered is not checked.
[[nodiscard]] bool is_language_tag(std::string_view tag);

// Nothing until it was set up.
[[nodiscard]] std::optional<Institution> institution(store::Snapshot& snapshot);
[[nodiscard]] std::optional<Institution> institution(store::Transaction& tx);
// Writes it and appends InstitutionNamed. Fails with Errc::Invalid, or Errc::Conflict when there is one.
[[nodiscard]] Status name_institution(store::Transaction& tx, const Institution& institution);

// Whom the public writes to about its data: an address, a page, a telephone number; at most 200 characters, empty for
// none. Fails with Errc::Invalid, or Errc::Conflict before the set-up.
[[nodiscard]] Status set_contact(store::Transaction& tx, std::string_view contact);

}  // namespace chancery::staff
