// What is usual for a watch: how much an hour holds, and how it is shared out. Private to listen.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "listen/cells.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "trend/baseline.hpp"

namespace chancery::listen {

// Looked back upon.
inline constexpr std::chrono::weeks kUsualSpan{8};

// The hours before `before` in which somebody listened, with what they held.
[[nodiscard]] trend::Baseline usual_hours(store::Snapshot& snapshot, WatchId watch, Timestamp before,
                                          Dimension dimension = Dimension::All, const std::string& value = {});

// Each value's share of the posts of the four weeks before; without those that never were of ten people in an hour.
[[nodiscard]] std::map<std::string, double> usual_shares(store::Snapshot& snapshot, WatchId watch, Dimension dimension,
                                                         Timestamp before);

// Which values anybody said anything under in that time, of however few: to tell what is new, never to be told.
[[nodiscard]] std::set<std::string> known_values(store::Snapshot& snapshot, WatchId watch, Dimension dimension,
                                                 Timestamp before);

}  // namespace chancery::listen
