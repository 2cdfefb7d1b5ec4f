// The keys of an installation: which there are, which may be replaced, and what follows from it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/foundation.hpp"

namespace chancery::cli {

struct KeyInfo {
  std::string name;     // "account:press", "instance-actor", "proof-signing", …
  std::string purpose;  // one line
  bool rotates = false;
  std::string remark;  // what a rotation brings about, or why there is none
};

// The accounts' keys, then the secrets.
[[nodiscard]] std::vector<KeyInfo> keys_of(const Foundation& foundation);

struct Rotated {
  std::string effect;    // one line: what happens now
  bool restart = false;  // a running server uses the new key from its next start on
};

// Replaces one key, and says so in the audit log. Fails with Errc::NotFound, or Refused: the hint says why this one
// stays, and what to do instead.
[[nodiscard]] Result<Rotated> rotate_key(const Foundation& foundation, const std::string& name, const std::string& by);

}  // namespace chancery::cli
