#include "text/marks.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace chancery::text {
namespace {

constexpr std::string_view kWideSign = "\xEF\xBC\x83";  // U+FF03

bool is_ascii_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// A sign inside a word, an address or an entity begins nothing.
bool may_begin(std::string_view text, std::size_t at) {
  return at == 0 || (!is_ascii_word(text[at - 1]) && text[at - 1] != '/' && text[at - 1] != '&');
}

std::size_t end_of_tag(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  auto end = static_cast<std::int64_t>(at);
  while (end < size) {
    std::int64_t next = end;
    std::int32_t c = 0;
    U8_NEXT(bytes, next, size, c);
    if (c < 0) break;
    const bool word = c == '_' || c == 0x200C || c == 0x200D ||
                      (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK | U_GC_SO_MASK)) != 0;
    if (!word) break;
    end = next;
  }
  return static_cast<std::size_t>(end);
}

}  // namespace

std::optional<Mark> next_tag(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    const std::size_t plain = std::min(text.find('#', from), text.size());
    const std::size_t wide = std::min(text.substr(0, plain).find(kWideSign, from), plain);
    if (wide == text.size()) return std::nullopt;
    const std::size_t begin = wide + (wide < plain ? kWideSign.size() : 1);
    const std::size_t end = end_of_tag(text, begin);
    if (end > begin && may_begin(text, wide)) return Mark{text.substr(begin, end - begin), end};
    from = std::max(end, begin);
  }
  return std::nullopt;
}

std::optional<Mark> next_mention(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('@', from); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto part = [](char c) { return is_ascii_word(c) || c == '.' || c == '-' || c == ':' || c == '@'; };
    std::size_t end = at + 1;
    while (end < text.size() && part(text[end])) ++end;
    std::size_t last = end;
    while (last > at + 1 && !is_ascii_word(text[last - 1])) --last;
    if (last > at + 1 && is_ascii_word(text[at + 1]) && may_begin(text, at)) {
      return Mark{text.substr(at + 1, last - at - 1), end};
    }
  }
  return std::nullopt;
}

}  // namespace chancery::text
