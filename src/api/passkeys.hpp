// Who we are to browsers that keep passkeys for us.
#pragma once

#include <string_view>

#include "crypto/webauthn.hpp"

namespace chancery::api {

// The base URL's host. An address cannot be one (Web Authentication, section 5.1.2, "effective domain"): on a loopback
// base URL it is "localhost", and passkeys serve whoever opens the application there.
[[nodiscard]] crypto::RelyingParty relying_party(std::string_view base_url);

}  // namespace chancery::api
