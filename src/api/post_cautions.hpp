// The check before publication, with what the store knows: the institution and the register of public actors.
#pragma once

#include "api/resources.hpp"
#include "speak/cautions.hpp"

namespace chancery::api {

// For a post that is to leave at `leaves`.
[[nodiscard]] speak::CautionContext caution_context(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                                    Timestamp leaves);

}  // namespace chancery::api
