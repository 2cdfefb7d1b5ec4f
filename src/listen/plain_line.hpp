// Names, reasons and other short texts people write: checked before they are stored. Private to listen.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace chancery::listen {

// `least` to `most` characters, not only spaces; no control characters but a line's end, nothing that turns text
// around. Fails with Errc::Invalid; the hint begins with `field`.
[[nodiscard]] Status check_line(std::string_view field, std::string_view text, std::size_t least, std::size_t most);

}  // namespace chancery::listen
