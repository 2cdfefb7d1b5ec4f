// Header fields as both kinds of signature see them: names without case, values without the white space around them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace chancery::crypto {

// Name and value, in order; names compare without case. `net::Headers::all()` is one.
using HeaderFields = std::span<const std::pair<std::string, std::string>>;

// Without spaces and tabs at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text);
// Whether a value could pass for more than one line of what is signed.
[[nodiscard]] bool breaks_line(std::string_view text);
[[nodiscard]] std::size_t count_fields(HeaderFields fields, std::string_view name);
// The first value, trimmed; empty when there is none.
[[nodiscard]] std::string_view field_value(HeaderFields fields, std::string_view name);

}  // namespace chancery::crypto
