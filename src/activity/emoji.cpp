#include "activity/emoji.hpp"

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"

namespace chancery::activity {

bool is_shortcode(std::string_view text) {
  constexpr std::size_t kMostLetters = 64;
  return !text.empty() && text.size() <= kMostLetters && std::ranges::all_of(text, [](char c) {
    return ascii::is_alphanumeric(c) || c == '_' || c == '+' || c == '-';
  });
}

json::Object write_emojis(const std::vector<Emoji>& emojis) {
  json::Object object;
  for (const auto& emoji : emojis) object[emoji.shortcode] = emoji.url;
  return object;
}

std::vector<Emoji> read_emojis(const json::Object& stored) {
  std::vector<Emoji> emojis;
  for (const auto& [shortcode, url] : stored) {
    if (is_shortcode(shortcode) && url.is_string()) emojis.push_back({shortcode, std::string(url.as_string())});
  }
  return emojis;
}

}  // namespace chancery::activity
