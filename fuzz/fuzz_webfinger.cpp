// What other servers answer to WebFinger.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "activitypub/webfinger.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  static const activitypub::Peers kPeers{*activity::Addresses::of("https://mfa.example"), net::AddressGuard()};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(activitypub::read_webfinger(text, kPeers));
  if (const auto acct = activity::Acct::parse(text)) {
    static_cast<void>(activitypub::webfinger_address(*acct, kPeers));
  }
  return 0;
}
