// The named characters of HTML 4 (section 24), and &apos;: what people's software writes.
#pragma once

#include <string_view>

namespace chancery::text {

// "eacute" gives U+00E9; 0 when there is none of that name. Names keep their case.
[[nodiscard]] char32_t named_entity(std::string_view name);

}  // namespace chancery::text
