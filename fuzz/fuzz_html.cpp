// The sanitiser on whatever a stranger's server sends: its output is valid UTF-8, holds no tag but those it writes
// itself, closes what it opens, and sanitising it again changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "text/html.hpp"
#include "text/utf8.hpp"

namespace {

using chancery::text::sanitise;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

// Every '<' begins a tag of the closed list, as we write it; every one opened is closed in order.
void check_markup(std::string_view html) {
  constexpr std::string_view kPlain[] = {"p",   "strong", "em",  "b",          "i",  "u",  "s",
                                         "del", "code",   "pre", "blockquote", "ul", "ol", "li"};
  std::vector<std::string> open;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const auto end = html.find('>', at);
    require(end != std::string_view::npos);
    const std::string_view tag = html.substr(at + 1, end - at - 1);
    if (tag == "br") continue;
    if (tag.starts_with('/')) {
      require(!open.empty() && open.back() == tag.substr(1));
      open.pop_back();
      continue;
    }
    const bool link = tag.starts_with("a href=\"http://") || tag.starts_with("a href=\"https://");
    const bool span = tag.starts_with("span class=\"");
    bool plain = false;
    for (const std::string_view name : kPlain) plain = plain || tag == name;
    require(link || span || plain);
    open.emplace_back(tag.substr(0, tag.find(' ')));
    require(open.size() <= 2 * chancery::text::kMaxHtmlDepth);
  }
  require(open.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string safe = sanitise(input);
  require(chancery::text::is_valid_utf8(safe));
  check_markup(safe);
  if (safe.size() <= chancery::text::kMaxHtmlBytes) require(sanitise(safe) == safe);

  require(chancery::text::is_valid_utf8(chancery::text::to_plain(input)));
  const std::string written = chancery::text::to_html(input);
  check_markup(written);
  if (written.size() <= chancery::text::kMaxHtmlBytes) require(sanitise(written) == written);
  return 0;
}
