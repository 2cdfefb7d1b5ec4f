// Markdown of any bytes: the output is what the sanitiser would leave, marks or not.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/html.hpp"
#include "text/markdown.hpp"
#include "text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::text;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const MarkLinks links{.tag = [](std::string_view name) { return "https://mfa.example/tags/" + std::string(name); },
                        .mention = [](std::string_view name) { return "https://peer.example/" + std::string(name); }};
  for (const auto& html : {markdown_to_html(input), markdown_to_html(input, links)}) {
    if (!is_valid_utf8(html)) std::abort();
    if (html.size() <= kMaxHtmlBytes && sanitise(html) != html) std::abort();
  }
  return 0;
}
