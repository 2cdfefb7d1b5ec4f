// Which languages the public of a country reads, by a table that is part of the program.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace chancery::text {

// Thread safety: immutable.
class CountryLanguages {
 public:
  using Countries = std::set<std::string, std::less<>>;  // ISO 3166-1 alpha-2

  CountryLanguages();

  // Whose public reads it: by the whole tag, else by the language alone; nobody's, where none is known.
  [[nodiscard]] const Countries& reading(std::string_view language) const;
  [[nodiscard]] bool is_read_in(std::string_view language, std::string_view country) const;

 private:
  std::map<std::string, Countries, std::less<>> readers_;  // by canonical tag
  Countries nobody_;
};

}  // namespace chancery::text
