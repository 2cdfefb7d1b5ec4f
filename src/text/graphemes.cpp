#include "text/graphemes.hpp"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace chancery::text {

std::size_t count_graphemes(std::string_view text) {
  // Plain ASCII without CR: every byte is one.
  if (std::ranges::all_of(text, [](unsigned char c) { return c < 0x80 && c != '\r'; })) return text.size();
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> iterator{
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status)};
  UText* input = utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for grapheme clusters");
  iterator->setText(input, status);
  std::size_t count = 0;
  while (iterator->next() != icu::BreakIterator::DONE) ++count;
  utext_close(input);
  return count;
}

}  // namespace chancery::text
