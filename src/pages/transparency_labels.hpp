// The words of the transparency page, in the six languages of the United Nations. "{}" stands for a number.
#pragma once

#include <array>
#include <string_view>

namespace chancery::pages {

struct TransparencyLabels {
  std::string_view language;  // BCP 47
  std::string_view title, lead;
  std::string_view watches, no_watches;
  std::array<std::string_view, 5> purposes;  // in the order of listen::kPurposes
  std::string_view purpose, legal_basis, query, country, asked_by, since, until;
  std::array<std::string_view, 6> roles;  // in the order of staff::kRoles
  std::string_view suspended, names_people;
  std::string_view sources, no_sources;
  std::string_view rules;
  std::array<std::string_view, 7> rule;
  std::string_view people, people_explained, no_people;
  std::array<std::string_view, 3> kinds;  // in the order of listen::kActorKinds
  std::string_view evidence, office_until;
  std::string_view rights, rights_explained, contact, no_contact;
  std::string_view more;
};

// Those of one of the six languages (pages/labels.hpp); English for any other.
[[nodiscard]] const TransparencyLabels& transparency_labels(std::string_view language);
[[nodiscard]] const std::array<TransparencyLabels, 6>& all_transparency_labels();

}  // namespace chancery::pages
