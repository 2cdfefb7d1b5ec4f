// What is saved every few seconds while somebody works, told in the audit log once a sitting.
//
// The log is never changed afterwards: whether there is an entry is decided when it would be added.
#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::staff {

inline constexpr std::chrono::minutes kSitting{15};

// append_audit(), unless the last entry about this subject tells the same of the same person and is younger than
// kSitting. Anything else that is done to the subject, by anybody, ends the sitting. Gives whether an entry was added.
bool append_audit_once(store::Transaction& tx, Timestamp at, std::string_view actor, std::string_view action,
                       std::string_view subject);

}  // namespace chancery::staff
