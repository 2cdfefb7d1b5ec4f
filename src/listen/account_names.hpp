// Whether words name an account on a network: a person is no term, however the handle is written.
#pragma once

#include <string>
#include <string_view>

namespace chancery::listen {

// The part of `words` that names an account: "@x", "did:…", "at://…", "acct:…", "someone@host", a handle under a
// network's own host ("x.bsky.social", also written with spaces), a link to a profile. Empty when none does.
// A bare domain is no account: ministries are talked about by theirs.
[[nodiscard]] std::string account_in(std::string_view words);

}  // namespace chancery::listen
