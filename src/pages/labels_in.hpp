// Tables of words, a row a language, found by the reader's.
#pragma once

#include <algorithm>
#include <ranges>
#include <string_view>

namespace chancery::pages {

// The row of that language (its `language` is a BCP 47 tag); the English one for any other. A table has an English row.
template <std::ranges::random_access_range Table>
[[nodiscard]] constexpr const std::ranges::range_value_t<Table>& labels_in(const Table& table,
                                                                           std::string_view language) {
  using Row = std::ranges::range_value_t<Table>;
  const auto found = std::ranges::find(table, language, &Row::language);
  return found == std::ranges::end(table) ? *std::ranges::find(table, "en", &Row::language) : *found;
}

}  // namespace chancery::pages
