// What a person writes for her account, and what strangers' servers answer for it: a first line that is her address, a
// second that is the host's answer, and the DID's document. Who is found is claimed by both sides.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "atproto/handles.hpp"
#include "atproto/identifiers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto first = input.find('\n');
  const auto second = first == std::string_view::npos ? first : input.find('\n', first + 1);
  const auto handle = atproto::handle_in(input.substr(0, first));
  static_cast<void>(atproto::did_in(input.substr(0, first)));
  if (!handle || second == std::string_view::npos) return 0;
  if (!atproto::is_handle(*handle)) std::abort();
  int asked = 0;
  const auto found = atproto::resolve_handle(*handle, [&](const net::Url&) -> Result<std::string> {
    return std::string(asked++ == 0 ? input.substr(first + 1, second - first - 1) : input.substr(second + 1));
  });
  if (found && (asked != 2 || !atproto::is_did(*found) || input.find(*found, second) == std::string_view::npos)) {
    // The document may write the DID with escapes: then it is not found as it stands.
    if (input.find('\\', second) == std::string_view::npos) std::abort();
  }
  return 0;
}
