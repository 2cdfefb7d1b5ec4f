// The words a query may use that are not free: languages, countries, topics, networks, registered public actors.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "listen/own_topics.hpp"

namespace chancery::listen {

struct QueryVocabulary {
  std::vector<std::string> topics;     // slugs of the agenda, then of the analyst's own: "climate"
  std::vector<std::string> countries;  // ISO 3166-1 alpha-2 and XK: "NO"
  std::vector<std::string> networks;   // "bluesky"
  std::vector<std::string> languages;  // primary subtags, BCP 47: "ar"; a script may follow in a query
  // Under which addresses (DIDs, handles without '@', lower case) the register of public actors knows the actor of
  // this name, DID or handle; the name itself among them. Empty when it has none.
  std::function<std::vector<std::string>(std::string_view name)> actor;

  // The agenda (text/agenda.hpp), the countries (text/countries.hpp), the languages of ISO 639-1, the networks we hear;
  // and no actor.
  // `own`: the analyst's topics beside the agenda.
  [[nodiscard]] static QueryVocabulary standard(std::span<const OwnTopic> own = {});
};

// What someone who wrote this probably meant: the one with the fewest changed letters, at most a third of them; empty
// when none is near. Both in lower case.
[[nodiscard]] std::string_view nearest_word(std::string_view written, std::span<const std::string_view> known);

// The code for a country's or language's common other name ("uk" is GB, "greek" is el), or empty. `name` in lower case.
[[nodiscard]] std::string_view country_alias(std::string_view name);
[[nodiscard]] std::string_view language_alias(std::string_view name);

}  // namespace chancery::listen
