#include "answer/private_links.hpp"

#include <algorithm>

namespace chancery::answer {
namespace {

constexpr std::string_view kDoorPath = "/door/";
constexpr std::string_view kLinkHidden = "\u2026";
constexpr std::size_t kLinkLetters = 43;

bool is_link_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string without_links(std::string text) {
  for (auto at = text.find(kDoorPath); at != std::string::npos; at = text.find(kDoorPath, at)) {
    at += kDoorPath.size();
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at);
    const auto letters = std::find_if_not(from, text.end(), is_link_letter) - from;
    if (static_cast<std::size_t>(letters) == kLinkLetters) text.replace(at, kLinkLetters, kLinkHidden);
  }
  return text;
}

}  // namespace chancery::answer
