// Instants written and read in RFC 3339, as the tests of zones and calendars spell them.
#pragma once

#include <string>

#include "base/clock.hpp"

namespace chancery::desk::testing {

// Of a text known to be one.
inline Timestamp at(const std::string& text) {
  return from_rfc3339(text).value();
}
inline std::string utc(Timestamp t) {
  return to_rfc3339(t);
}

}  // namespace chancery::desk::testing
