// One stream of counts beside what is usual for it: its bursts. Private to listen.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "listen/cells.hpp"
#include "listen/watch.hpp"
#include "store/store.hpp"
#include "trend/baseline.hpp"
#include "trend/burst.hpp"

namespace chancery::listen {

// Thread safety: one thread at a time.
class BurstWatch {
 public:
  explicit BurstWatch(WatchId watch) : watch_(watch) {}

  struct Found {
    trend::Burst burst;
    trend::Expected expected;  // of the bin in which it was told
  };
  // Goes on to `until`, a multiple of a bin, with what was counted since it last did; from `begin` on the first time.
  // Bins of hours nobody listened in are left out. What is told in bins from `tell_from` on is given.
  [[nodiscard]] std::vector<Found> advance(store::Snapshot& snapshot, Timestamp begin, Timestamp until,
                                           Timestamp tell_from, const std::vector<Timestamp>& hours_listened);

 private:
  WatchId watch_;
  std::optional<Timestamp> next_;  // the first bin not yet judged
  trend::Baseline baseline_;
  trend::BurstDetector detector_;
};

}  // namespace chancery::listen
