// What somebody types above a list of conversations: accepted, it is read back the same; refused, at a place that
// exists.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "desk/view_query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::desk;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto query = parse_view(input);
  if (!query) {
    const ViewError& error = query.error();
    if (error.message.empty() || error.expected.empty() || error.position + error.length > size) std::abort();
    return 0;
  }
  const std::string written = canonical(*query);
  if (written.size() > kViewBytes) return 0;
  const auto again = parse_view(written);
  if (!again || *again != *query || canonical(*again) != written) std::abort();
  return 0;
}
