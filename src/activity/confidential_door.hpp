// Where somebody goes on with a private matter: the seam to confidential help.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chancery::activity {

// Thread safety: any thread.
class ConfidentialDoor {
 public:
  ConfidentialDoor() = default;
  ConfidentialDoor(const ConfidentialDoor&) = delete;
  ConfidentialDoor& operator=(const ConfidentialDoor&) = delete;
  virtual ~ConfidentialDoor() = default;

  // The address a one-use link leads to, in this language. Nothing is told of who comes. Fails with Errc::Unavailable
  // where there is no confidential channel: the telephone and address of the mission are shown then.
  [[nodiscard]] virtual Result<std::string> open_door(std::string_view language) const = 0;
};

}  // namespace chancery::activity
