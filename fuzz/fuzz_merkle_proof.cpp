// Proofs that strangers wrote: two numbers of eight bytes, two hashes, and the rest as a proof. Whatever it is, nothing
// but the real proof may convince.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "proof/merkle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::proof;
  if (size < 80) return 0;
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::memcpy(&first, data, 8);
  std::memcpy(&second, data + 8, 8);
  const auto bytes = std::string_view{reinterpret_cast<const char*>(data), size}.substr(16);
  const Hash a(bytes.substr(0, 32));
  const Hash b(bytes.substr(32, 32));
  std::vector<Hash> proof;
  for (std::size_t at = 64; at < bytes.size() && proof.size() < 200; at += 32) proof.emplace_back(bytes.substr(at, 32));
  // A root that fits a chosen proof would be a collision of SHA-256; the trivial proofs are the exception.
  if (proves_inclusion(a, first, second, proof, b) && !(second == 1 && a == b)) std::abort();
  if (proves_consistency(first, a, second, b, proof) && !(first == second && a == b) && first != 0) std::abort();
  return 0;
}
