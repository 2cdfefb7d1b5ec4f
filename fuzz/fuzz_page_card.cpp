// What a stranger's page says of itself: one line of valid UTF-8 each, within its length, whatever the page is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/page_card.hpp"
#include "text/utf8.hpp"

namespace {

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

void check_line(const std::string& line, std::size_t most) {
  require(line.size() <= most);
  require(chancery::text::is_valid_utf8(line));
  require(!chancery::text::has_bidi_controls(line));
  for (const char c : line) require(static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto card = chancery::text::read_page_card({reinterpret_cast<const char*>(data), size});
  check_line(card.title, chancery::text::kMaxCardTitle);
  check_line(card.description, chancery::text::kMaxCardDescription);
  check_line(card.site, chancery::text::kMaxCardSite);
  check_line(card.image, 2'048);
  return 0;
}
