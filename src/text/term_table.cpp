#include "text/term_table.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "text/language.hpp"

namespace chancery::text {

TermTable::TermTable(const unsigned char* bytes) {
  TermTableHeader header{};
  std::memcpy(&header, bytes, sizeof header);
  assert(header.magic == kTermTableMagic);
  bytes += sizeof header;
  // Every section is a multiple of eight bytes long but the last, and the table begins at sixteen.
  const auto section = [&]<class T>(std::span<const T>& out, std::uint32_t size) {
    out = {reinterpret_cast<const T*>(bytes), size};
    bytes += (size * sizeof(T) + 7) / 8 * 8;
  };
  section(sets_, header.sets);
  section(units_, header.units);
  section(tails_, header.tails);
  section(groups_, header.groups);
  section(meanings_, header.meanings);
  section(languages_, header.languages);
  section(terms_, header.terms);
  pool_ = {reinterpret_cast<const char*>(bytes), header.pool};
}

std::uint32_t TermTable::language(std::string_view tag) const {
  if (tag.empty() || tag == "und") return kUndetermined;
  const std::string_view code = tag == "hi-Latn" ? tag : primary_language(tag);
  LanguageCode wanted{};
  if (code.size() >= wanted.size()) return kOtherLanguage;
  std::ranges::copy(code, wanted.begin());
  const auto found = std::ranges::lower_bound(languages_, wanted);
  if (found == languages_.end() || *found != wanted) return kOtherLanguage;
  return kFirstLanguage + static_cast<std::uint32_t>(found - languages_.begin());
}

}  // namespace chancery::text
