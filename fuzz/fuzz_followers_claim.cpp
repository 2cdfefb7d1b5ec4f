// The Collection-Synchronization field: whatever is read is what writing and reading it again gives.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "activitypub/followers_digest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace ap = chancery::activitypub;
  const auto claim = ap::read_followers_claim({reinterpret_cast<const char*>(data), size});
  if (!claim) return 0;
  const auto again = ap::read_followers_claim(ap::write_followers_claim(*claim));
  if (!again || *again != *claim) std::abort();
  return 0;
}
