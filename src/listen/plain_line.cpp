#include "listen/plain_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/utf8.hpp"

namespace chancery::listen {

Status check_line(std::string_view field, std::string_view text, std::size_t least, std::size_t most) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::Invalid, "text refused", fmt::format("{}: {}", field, why));
  };
  if (!text::is_valid_utf8(text)) return refuse("is not valid UTF-8");
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  });
  if (control || text::has_bidi_controls(text)) return refuse("holds characters that cannot be seen");
  const std::size_t characters = text::count_characters(text);
  if (characters < least || characters > most || text.find_first_not_of(" \n") == std::string_view::npos) {
    return refuse(fmt::format("{} to {} characters are needed", least, most));
  }
  return {};
}

}  // namespace chancery::listen
