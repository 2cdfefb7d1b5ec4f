// The segmenter on any bytes: its words are valid UTF-8, not empty, without spaces and not too long; what it stores
// for search it finds again, cut the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/segment.hpp"
#include "text/utf8.hpp"

namespace {

using chancery::text::Addresses;
using chancery::text::Segmenter;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

void check(Segmenter& segmenter, std::string_view text) {
  for (const std::string_view word : segmenter.words(text)) {
    require(!word.empty() && word.size() <= chancery::text::kMaxWordBytes);
    require(chancery::text::is_valid_utf8(word));
    require(word.find_first_of(" \n\t") == std::string_view::npos);
  }
  require(segmenter.kinds().size() == segmenter.words(text).size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Segmenter plain;
  static Segmenter keeping{Addresses::Keep};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(plain, text);
  check(keeping, text);
  const std::string stored = plain.search_words(text);
  require(chancery::text::is_valid_utf8(stored));
  require(!stored.starts_with(' ') && !stored.ends_with(' ') && stored.find("  ") == std::string::npos);
  require(plain.search_words(text) == stored);
  return 0;
}
