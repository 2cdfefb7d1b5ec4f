// The rows behind watches. Private to listen.
#pragma once

#include <optional>

#include "listen/watch_lifecycle.hpp"
#include "store/store.hpp"

namespace chancery::listen::rows {

[[nodiscard]] bool any_watch(store::Transaction& tx);
[[nodiscard]] std::optional<WatchRecord> watch_record(store::Transaction& tx, WatchId id);
// Whether this person drafted, changed, submitted or renewed that version.
[[nodiscard]] bool had_a_hand_in(store::Transaction& tx, WatchId id, int version, std::string_view actor);
[[nodiscard]] int last_version(store::Transaction& tx, WatchId id);

void insert_watch(store::Transaction& tx, WatchId id, staff::UserId owner, Timestamp now);
// Adds the version, or writes what changed in it.
void put_version(store::Transaction& tx, WatchId id, const WatchVersion& version, const staff::User* decider = nullptr);
// Which versions run and are asked for, and whether it is suspended or stopped.
void put_state(store::Transaction& tx, const WatchRecord& record);
void append_change(store::Transaction& tx, WatchId id, const WatchChange& change);
// False when it was told already.
[[nodiscard]] bool tell_expiry(store::Transaction& tx, WatchId id, Timestamp expires);

}  // namespace chancery::listen::rows
