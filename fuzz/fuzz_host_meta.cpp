// The address a host's host-meta names: nothing, or what stands there with the account in its place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "activitypub/host_meta.hpp"
#include "net/http.hpp"

namespace {

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kAcct = *chancery::activity::Acct::parse("ana@far.example");
  static const auto kNamed = chancery::net::percent_encode(kAcct.uri());
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto address = chancery::activitypub::lrdd_address(input, kAcct);
  if (!address) return 0;
  require(address->find(kNamed) != std::string::npos);
  require(address->size() <= chancery::activitypub::kMaxHostMeta + kNamed.size());
  return 0;
}
