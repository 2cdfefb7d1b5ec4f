// CBOR as authenticators write it: whatever the bytes, it is read or refused, within its bounds.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crypto/cbor.hpp"
#include "crypto/ecdsa.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto prefix = crypto::read_cbor_prefix(bytes);
  const auto whole = crypto::read_cbor(bytes);
  if (prefix && (prefix->size == 0 || prefix->size > size)) std::abort();
  if (whole && (!prefix || prefix->size != size || prefix->value != *whole)) std::abort();
  if (prefix) static_cast<void>(crypto::read_cose_key(prefix->value));
  return 0;
}
