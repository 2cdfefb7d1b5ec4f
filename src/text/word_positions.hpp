// The how-manieth word of a folded text stands where, to tell how far apart two are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace chancery::text {

// Between spaces stands one word. In scripts written without spaces words are reckoned, not found: two Han or kana
// characters are one, four characters of Thai, Lao, Khmer or Myanmar, and each symbol; Korean is written with spaces.
// Thread safety: one thread at a time; its memory is kept from text to text.
class WordPositions {
 public:
  // `words` as fold_words gives it. Linear.
  void read(std::string_view words);
  // The number of the word the byte belongs to, from 1.
  [[nodiscard]] std::uint32_t at(std::size_t byte) const { return positions_[byte]; }

 private:
  std::vector<std::uint32_t> positions_;
};

}  // namespace chancery::text
