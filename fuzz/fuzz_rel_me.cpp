// The addresses a stranger's page confirms: few, short and trimmed, whatever the page is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/rel_me.hpp"

namespace {

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

bool is_space(char c) {
  return std::string_view(" \t\n\f\r").find(c) != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto links = chancery::text::rel_me_links({reinterpret_cast<const char*>(data), size});
  require(links.size() <= chancery::text::kMaxRelMeLinks);
  for (const auto& link : links) {
    require(!link.empty() && link.size() <= chancery::text::kMaxRelMeLink);
    require(!is_space(link.front()) && !is_space(link.back()));
  }
  return 0;
}
