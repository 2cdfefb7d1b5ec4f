// How odd a text looks: what a wrong encoding makes of one. For this folder.
#pragma once

#include <cstddef>
#include <string_view>

namespace chancery::feeds {

// Counts what no language writes inside a word: a capital after a small letter, letters of two scripts side by side, a
// final sigma or Hebrew final letter that is not final, a symbol between letters, what no character is. Zero for most
// texts in their own encoding. `text` is UTF-8.
[[nodiscard]] std::size_t oddity(std::string_view text);

}  // namespace chancery::feeds
