// The Monday at midnight (UTC) from which the tests of this folder count their hours and bins.
#pragma once

#include "base/clock.hpp"

namespace chancery::trend::test {

inline const Timestamp kStart = *from_rfc3339("2026-11-02T00:00:00Z");

}  // namespace chancery::trend::test
