// The numbers by which the rules of a desk name things they know nothing else of.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace chancery::desk {

using DeskId = Id<struct DeskTag>;
using ConversationId = Id<struct ConversationTag>;
using Officer = Id<struct OfficerTag>;  // the value of a staff::UserId

inline constexpr Timestamp kNever = from_micros(253'402'300'799'000'000);  // 9999-12-31: sorts last

}  // namespace chancery::desk
