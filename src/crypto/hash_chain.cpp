#include "crypto/hash_chain.hpp"

#include <cassert>

#include "crypto/hash.hpp"

namespace chancery::crypto {

std::string chain_start() {
  return std::string(32, '\0');
}

std::string chain_entry(std::string_view previous, std::uint64_t sequence, std::string_view body) {
  assert(previous.size() == 32);
  std::string covered(previous);
  for (int shift = 56; shift >= 0; shift -= 8) covered += static_cast<char>((sequence >> shift) & 0xff);
  covered += body;
  return blake2b(covered);
}

}  // namespace chancery::crypto
