#include "answer/crisis_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

}  // namespace

Status check_words(std::string_view field, std::string_view text, std::size_t most) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return fail(Errc::Invalid, fmt::format("{}: write something", field));
  }
  if (!text::is_valid_utf8(text)) return fail(Errc::Invalid, fmt::format("{}: not valid UTF-8", field));
  if (std::ranges::any_of(text, is_control)) {
    return fail(Errc::Invalid, fmt::format("{}: holds control characters; take them out", field));
  }
  if (const auto count = text::count_characters(text); count > most) {
    return fail(Errc::Invalid, fmt::format("{}: {} characters, at most {} are allowed", field, count, most));
  }
  return {};
}

}  // namespace chancery::answer
