// What people write about a crisis, checked before it is stored. For answer/ alone.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace chancery::answer {

// Something, valid UTF-8, at most `most` characters, no control characters but line breaks and tabs. Fails with
// Errc::Invalid; the hint begins with the field.
[[nodiscard]] Status check_words(std::string_view field, std::string_view text, std::size_t most);

}  // namespace chancery::answer
