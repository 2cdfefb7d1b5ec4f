// Everything is held when a backup is restored.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// As hold_all() (holding.hpp), by no person: some of what waited to leave when the backup was made has left since, and
// nobody here knows which. `by` as the audit log writes it. Gives how many posts were held.
std::size_t hold_restored(store::Transaction& tx, std::string_view by, Timestamp now, std::string_view reason);

}  // namespace chancery::speak
