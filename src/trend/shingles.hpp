// A text as the set of its short runs of characters.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace chancery::trend {

inline constexpr std::size_t kMinHashes = 64;
using Sketch = std::array<std::uint32_t, kMinHashes>;

// Memory kept from text to text. Thread safety: one thread at a time.
class Shingler {
 public:
  explicit Shingler(std::size_t most_characters);

  // The different shingles, as 32-bit hashes in order of first appearance. The span lives until the next call.
  // Tokens that begin with "http" or '@' are left out, every run of other ASCII that is neither letter nor digit is
  // one space. Five code points each, three where most are of a script whose words are that short.
  std::span<const std::uint32_t> shingles(std::string_view folded);

  // How many of these are among the shingles of the last call.
  [[nodiscard]] std::size_t shared(std::span<const std::uint32_t> others) const;

 private:
  void read(std::string_view folded);
  bool insert(std::uint32_t hash);

  std::size_t most_;
  std::vector<char32_t> characters_;
  std::vector<std::uint32_t> distinct_;
  std::vector<std::uint64_t> table_;  // round and hash; open addressing
  std::uint32_t round_ = 0;
  std::size_t unspaced_ = 0;
};

// 64 MinHash values.
[[nodiscard]] Sketch sketch_of(std::span<const std::uint32_t> shingles);

}  // namespace chancery::trend
