// Builds the double-array trie of text/term_table.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "text/term_table.hpp"

namespace chancery::text::tables {

// `keys` lead to the place of a group; each ends in kEnd or kPrefixEnd. The root is unit 0. What only one key goes
// through becomes its tail: the trie is a fifth of the size, and stays in the processor's cache.
struct Trie {
  std::vector<TrieUnit> units;
  std::vector<Tail> tails;
  std::string pool;  // what the tails' bytes stand in
};

[[nodiscard]] Trie make_trie(const std::map<std::string, std::uint32_t>& keys);

}  // namespace chancery::text::tables
