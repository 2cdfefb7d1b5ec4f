// The rows of handovers, for handovers.cpp alone.
#pragma once

#include <optional>
#include <vector>

#include "answer/handovers.hpp"

namespace chancery::answer::rows {

[[nodiscard]] std::optional<Handover> handover(store::Transaction& tx, HandoverId id);
// The newest first.
[[nodiscard]] std::vector<Handover> handovers_of(store::Snapshot& snapshot, DeskId desk, std::size_t limit);
void insert_handover(store::Transaction& tx, const Handover& handover);
void put_read(store::Transaction& tx, const Handover& handover);
// Takes the counts of its desk; those said to few only where `private_too`.
void count_open(store::Transaction& tx, Handover& handover, bool private_too);
[[nodiscard]] std::vector<staff::UserId> on_duty(store::Transaction& tx, DeskId desk, Timestamp from, Timestamp to);

}  // namespace chancery::answer::rows
