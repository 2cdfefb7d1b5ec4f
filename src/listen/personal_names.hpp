// What of a query resembles a personal name: a watch that names a private person waits for the data-protection officer.
// How names are told is text/personal_names.hpp's.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "listen/query.hpp"
#include "text/personal_names.hpp"

namespace chancery::listen {

using text::NameVerdict;

// Words of a query that resemble a name, and where they stand (from the first to the last of them).
struct HeldName {
  std::string phrase;
  std::size_t position = 0;  // in characters
  std::size_t length = 0;
};

// Thread safety: any thread asks. What is known of names is read at the first question, or before by `prepare`.
class PersonalNames {
 public:
  void prepare() const { names_.prepare(); }
  // A phrase as it may stand in a post.
  [[nodiscard]] NameVerdict check(std::string_view phrase) const { return names_.check(phrase); }

  // Everything a query asks for that resembles a name: phrases, tags ("#JaneDoe"), words that must stand together or
  // near each other ("jane AND doe", "jane NEAR/2 doe"). What `is_public_actor` says yes to is left out: the names in
  // the register. Terms under NOT are not asked for.
  [[nodiscard]] std::vector<HeldName> held_in(const Query& query,
                                              const std::function<bool(std::string_view)>& is_public_actor) const;

 private:
  text::PersonalNames names_;
};

}  // namespace chancery::listen
