// Names people read: checked before they are stored. For staff/ alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace chancery::staff {

// How many code points; nothing when it is not UTF-8.
[[nodiscard]] std::optional<std::size_t> code_points(std::string_view text);
// 1 to `longest` characters, not only spaces, without control characters, line separators, invisible spaces and
// bidirectional overrides. Fails with Errc::Invalid; the hint begins with `what`.
[[nodiscard]] Status check_plain_text(std::string_view text, std::size_t longest, std::string_view what);

}  // namespace chancery::staff
