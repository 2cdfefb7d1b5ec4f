#include "staff/plain_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace chancery::staff {
namespace {

// The code point at the front, taken off; nothing when the bytes are not UTF-8 (RFC 3629: no overlong form, no
// surrogate, none above U+10FFFF).
std::optional<char32_t> take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  static constexpr unsigned char kFirstBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  static constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t code = first & kFirstBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    code = (code << 6) | (next & 0x3f);
  }
  if (code < kLeast[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return std::nullopt;
  text.remove_prefix(length);
  return code;
}

std::optional<std::vector<char32_t>> decode(std::string_view text) {
  std::vector<char32_t> codes;
  while (!text.empty()) {
    const auto code = take(text);
    if (!code) return std::nullopt;
    codes.push_back(*code);
  }
  return codes;
}

// What cannot be seen, or turns the reading order of what stands beside it.
bool deceives(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200b || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

bool is_space(char32_t c) {
  return c == ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x3000;
}

}  // namespace

std::optional<std::size_t> code_points(std::string_view text) {
  const auto codes = decode(text);
  if (!codes) return std::nullopt;
  return codes->size();
}

Status check_plain_text(std::string_view text, std::size_t longest, std::string_view what) {
  const auto invalid = [&](const std::string& rule) { return fail(Errc::Invalid, std::string(what) + ' ' + rule); };
  const auto codes = decode(text.substr(0, longest * 4 + 1));
  if (!codes && text.size() <= longest * 4) return invalid("is not UTF-8.");
  if (!codes || codes->size() > longest) return invalid("has more than " + std::to_string(longest) + " characters.");
  if (std::ranges::all_of(*codes, is_space)) return invalid("is empty.");
  if (std::ranges::any_of(*codes, deceives)) {
    return invalid("holds a control character or one that cannot be seen: type it anew.");
  }
  return {};
}

}  // namespace chancery::staff
