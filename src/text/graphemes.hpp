// Characters as a reader counts them.
#pragma once

#include <cstddef>
#include <string_view>

namespace chancery::text {

// Extended grapheme clusters (UAX #29): an emoji family or a letter with its accents is one. Ill-formed UTF-8 counts
// as U+FFFD.
[[nodiscard]] std::size_t count_graphemes(std::string_view text);

}  // namespace chancery::text
