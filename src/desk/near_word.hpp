// What somebody probably meant, and how a message shows what she wrote.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace chancery::desk {

// The nearest of `known`, in any case of ASCII letters; empty when none is within a third of its length.
[[nodiscard]] std::string_view nearest_word(std::string_view written, std::span<const std::string_view> known);

// In quotes, cut to 40 bytes at a character, without control characters or those that turn the direction of text.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace chancery::desk
