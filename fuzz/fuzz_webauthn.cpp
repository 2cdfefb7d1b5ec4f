// What a browser sends of a passkey: never believed without a signature that no input can hold. The input is the client
// data up to the first NUL, then an attestation object or authenticator data.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/ed25519.hpp"
#include "crypto/webauthn.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery;
  static const crypto::RelyingParty party{"mfa.example", {"https://mfa.example"}};
  static const std::string challenge(32, 'q');
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto cut = bytes.find('\0');
  const auto client = bytes.substr(0, cut);
  const auto rest = cut == bytes.npos ? std::string_view{} : bytes.substr(cut + 1);
  const auto made = crypto::verify_registration(party, challenge, client, rest);
  if (made && (made->id.empty() || made->id.size() > 1'023 || made->key.spki.empty())) std::abort();
  const crypto::KnownCredential known{.key = {"not a key", crypto::kEs256}};
  if (crypto::verify_assertion(party, challenge, {client, rest, rest}, known)) std::abort();
  return 0;
}
