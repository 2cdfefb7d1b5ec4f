// Countries and languages of which much is usually heard, and when they fall silent. Private to listen.
//
// What watches matched and the sample of the rest are counted together: a shutdown silences all that a place says.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "listen/cells.hpp"
#include "store/store.hpp"
#include "trend/baseline.hpp"
#include "trend/silence.hpp"

namespace chancery::listen {

// Thread safety: one thread at a time.
class SilenceWatch {
 public:
  struct Found {
    Dimension dimension = Dimension::Country;
    std::string value;
    trend::Silence silence;
    bool few = true;  // fewer than ten people were heard meanwhile: their number is not told
  };
  // Goes on to the whole hours before `until`; from `begin` on the first time. What is told by hours
  // that end after `tell_from` is given.
  [[nodiscard]] std::vector<Found> advance(store::Snapshot& snapshot, Timestamp begin, Timestamp until,
                                           Timestamp tell_from, const std::vector<Timestamp>& hours_listened);

 private:
  using Name = std::pair<Dimension, std::string>;
  struct Stream {
    trend::Baseline baseline;
    trend::SilenceDetector detector;
  };
  using Hours = std::map<Timestamp, std::map<Name, std::int64_t>>;
  [[nodiscard]] static Hours read(store::Snapshot& snapshot, Timestamp from, Timestamp to);

  std::optional<Timestamp> next_;  // the first hour not yet judged
  trend::Baseline total_;
  std::map<Name, Stream> streams_;
};

}  // namespace chancery::listen
