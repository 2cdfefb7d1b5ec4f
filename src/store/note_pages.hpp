// Which stranger's note an address leads to, by what she and her server said of it.
#pragma once

#include <string>
#include <string_view>

#include "store/store.hpp"

namespace chancery::store {

// The identifier of a note that is not ours and has this identifier or this page, also of a deleted one and of one that
// was only looked at to be shared or quoted; empty: none is known.
[[nodiscard]] std::string strangers_note_at(Snapshot& snapshot, std::string_view address);

}  // namespace chancery::store
