// Whether bytes that claim to be text are.
#pragma once

#include <string_view>

namespace chancery::net {

// RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace chancery::net
