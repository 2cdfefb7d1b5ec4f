// Flags among emoji (UTS #51 sections 1.5 and B.1).
#pragma once

#include <array>
#include <string_view>

namespace chancery::text {

// Calls visit("NO") for each flag made of two regional indicators, and visit("GB") for the flags of England,
// Scotland and Wales. The letters may be of no country.
template <class Visit>
void for_each_flag(std::string_view text, Visit visit) {
  constexpr std::string_view kIndicator = "\xF0\x9F\x87";  // U+1F1E6 to U+1F1FF end in A6 to BF
  constexpr std::string_view kBritish = "\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2";
  const auto letter = [&](std::size_t at) -> char {
    if (at + 3 >= text.size() || text.substr(at, 3) != kIndicator) return 0;
    const auto last = static_cast<unsigned char>(text[at + 3]);
    return last >= 0xA6 && last <= 0xBF ? static_cast<char>('A' + last - 0xA6) : '\0';
  };
  for (std::size_t at = text.find('\xF0'); at != std::string_view::npos; at = text.find('\xF0', at + 1)) {
    if (text.substr(at).starts_with(kBritish)) visit(std::string_view{"GB"});
    const std::array<char, 2> code = {letter(at), letter(at + 4)};
    if (code[0] == 0 || code[1] == 0) continue;
    visit(std::string_view{code.data(), code.size()});
    at += 7;
  }
}

}  // namespace chancery::text
