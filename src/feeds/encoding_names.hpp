// The names of encodings, and which a language is written in. For this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chancery::feeds {

// What people mean by a name: browsers read each of some forty as the greater encoding it is part of (WHATWG Encoding).
// The name ICU knows it by, or empty for a name nobody knows.
[[nodiscard]] std::string meant_encoding(std::string_view name);
[[nodiscard]] bool is_utf16_or_32(std::string_view encoding);
// Of East Asia.
[[nodiscard]] bool is_multi_byte(std::string_view encoding);

// The encodings a language ("ru", "zh-tw", in lower case) is written in, the likelier first. Empty: none named, or one
// written in western letters.
[[nodiscard]] std::vector<std::string> encodings_of(std::string_view language);

}  // namespace chancery::feeds
