#include "desk/near_word.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "base/ascii.hpp"

namespace chancery::desk {
namespace {

constexpr std::size_t kLongest = 64;

// Levenshtein, by bytes.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (ascii::lower(a[i]) == ascii::lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, change});
    }
  }
  return row.back();
}

// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069, as UTF-8.
bool turns_text(std::string_view at) {
  if (!at.starts_with("\xE2\x80") && !at.starts_with("\xE2\x81")) return false;
  if (at.size() < 3) return false;
  const auto last = static_cast<unsigned char>(at[2]);
  if (at[1] == '\x80') return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
  return last >= 0xA6 && last <= 0xA9;
}

}  // namespace

std::string_view nearest_word(std::string_view written, std::span<const std::string_view> known) {
  if (written.empty() || written.size() > kLongest) return {};
  std::string_view best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const std::string_view word : known) {
    if (word.size() > written.size() + kLongest) continue;
    const std::size_t apart = distance(written, word);
    if (apart < least) {
      least = apart;
      best = word;
    }
  }
  const std::size_t most = std::max<std::size_t>(1, std::max(written.size(), best.size()) / 3);
  return least <= most ? best : std::string_view{};
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string out = "\"";
  for (std::size_t n = 0; n < text.size(); ++n) {
    const bool begins = (static_cast<unsigned char>(text[n]) & 0xC0U) != 0x80U;
    if (n >= kShown && begins) return out + "…\"";
    if (turns_text(text.substr(n))) {
      n += 2;
    } else if (static_cast<unsigned char>(text[n]) >= 0x20 && text[n] != 0x7F) {
      out += text[n];
    }
  }
  return out + "\"";
}

}  // namespace chancery::desk
