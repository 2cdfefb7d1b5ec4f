#include "base/spaced.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace chancery {

std::string between_spaces(const std::vector<std::string>& words) {
  return words.empty() ? std::string{} : fmt::format(" {} ", fmt::join(words, " "));
}

std::vector<std::string> from_between_spaces(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace chancery
