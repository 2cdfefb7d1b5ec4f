// The rows behind calendars and the work of desks. For answer/ alone.
#pragma once

#include <string_view>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer::rows {

// Something a clock is computed by changed at this desk (none: at every one): DeskChanged, and the open conversations
// there are computed anew by the clock keeper.
void work_changed(store::Transaction& tx, DeskId desk, Timestamp now);

inline constexpr std::string_view kRecompute = "answer.recompute";  // job; key: the desk, 0 for all

}  // namespace chancery::answer::rows
