// A written term, and the forms it is met in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::text::tables {

// The keys a term is looked up by: as written; without accents (Latin), vowel signs and hamza (Arabic), or ё; German
// umlauts as two letters; Arabic and Persian yeh and kaf in each other's shape; Chinese in traditional characters; and
// a phrase in one word, as hashtags have it. Empty when nothing is left to look for.
[[nodiscard]] std::vector<std::string> keys_of(std::string_view term, std::string_view language);

// The key of the term as written, ending in kEnd or kPrefixEnd; empty when folding leaves nothing.
[[nodiscard]] std::string key_of(std::string_view term);

// Letters and digits in a key.
[[nodiscard]] std::size_t letters_in(std::string_view key);

}  // namespace chancery::text::tables
