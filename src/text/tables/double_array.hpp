// Builds the double-array trie of text/term_table.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "text/term_table.hpp"

namespace chancery::text::tables {

// `keys` lead to the place of a group; each ends in kEnd or kPrefixEnd. The root is unit 0.
[[nodiscard]] std::vector<TrieUnit> make_trie(const std::map<std::string, std::uint32_t>& keys);

}  // namespace chancery::text::tables
