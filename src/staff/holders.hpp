// Who has a right, to tell them something.
#pragma once

#include <vector>

#include "staff/rights.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

// Those whose role includes it and whose account did not end. By creation.
[[nodiscard]] std::vector<UserId> holders_of(store::Transaction& tx, Action action);

}  // namespace chancery::staff
