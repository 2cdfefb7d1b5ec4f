// The rules every text of ours keeps. For speak/ alone.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace chancery::speak {

// Not empty but for white space, at most `most` characters as a reader counts them, valid UTF-8, no control
// characters but tab and line breaks. Fails with Errc::Invalid; the hint begins with `field`.
[[nodiscard]] Status check_words(std::string_view field, std::string_view text, std::size_t most);
// A well-formed BCP 47 tag. Fails with Errc::Invalid.
[[nodiscard]] Status check_language(std::string_view tag);

}  // namespace chancery::speak
