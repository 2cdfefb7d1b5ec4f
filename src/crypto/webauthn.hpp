// What browsers send of passkeys, verified: registration and assertion of Web Authentication, Level 3, sections 7.1
// and 7.2. Attestation is not asked for and nothing of it is believed: we do not choose people's authenticators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/ecdsa.hpp"

namespace chancery::crypto {

// Who we are to the browser: a host name, never an address, and the origins of our own pages.
struct RelyingParty {
  std::string id;
  std::vector<std::string> origins;
};

struct NewCredential {
  std::string id;  // at most 1,023 bytes
  AuthenticatorKey key;
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;  // may be kept in several devices; never changes
  bool backed_up = false;        // is
};

// `challenge`: the bytes it was asked with; the person was verified, not only there. Fails with Errc::Malformed,
// Unauthorized (another challenge, origin or party, nobody verified) and Unsupported (another algorithm). Whether the
// id is known already is the caller's to ask.
[[nodiscard]] Result<NewCredential> verify_registration(const RelyingParty& party, std::string_view challenge,
                                                        std::string_view client_data,
                                                        std::string_view attestation_object);

struct Assertion {
  std::string_view client_data;
  std::string_view authenticator_data;
  std::string_view signature;
};
// What was stored of the credential.
struct KnownCredential {
  AuthenticatorKey key;
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
};
struct Asserted {
  std::uint32_t sign_count = 0;
  bool backed_up = false;
};
// Fails as above, and with Errc::Refused where all is right but the count, which did not grow: somebody has a copy of
// the key.
[[nodiscard]] Result<Asserted> verify_assertion(const RelyingParty& party, std::string_view challenge,
                                                const Assertion& assertion, const KnownCredential& known);

}  // namespace chancery::crypto
