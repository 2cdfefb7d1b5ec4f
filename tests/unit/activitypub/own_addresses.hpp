// The addresses of the ministry's own server, and the peers' checks made with them.
#pragma once

#include "activity/addresses.hpp"
#include "activitypub/read.hpp"

namespace chancery::test {

inline const auto kAddresses = *activity::Addresses::of("https://mfa.example");
inline const activitypub::Peers kPeers{kAddresses, net::AddressGuard{}};

}  // namespace chancery::test
