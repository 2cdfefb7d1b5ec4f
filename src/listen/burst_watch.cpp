#include "listen/burst_watch.hpp"

#include <algorithm>
#include <utility>

#include "listen/figures.hpp"
#include "listen/usual.hpp"

namespace chancery::listen {
std::vector<BurstWatch::Found> BurstWatch::advance(store::Snapshot& snapshot, Timestamp begin, Timestamp until,
                                                   Timestamp tell_from, const std::vector<Timestamp>& hours_listened) {
  if (!next_) {
    next_ = start_of_hour(begin);
    baseline_ = usual_hours(snapshot, watch_, *next_);
  }
  std::map<Timestamp, std::int64_t> bins;
  visit_posts(snapshot, watch_, Dimension::Bin, *next_, until,
              [&](Timestamp bin, const std::string&, std::int64_t n, std::int64_t) { bins[bin] = n; });
  std::map<Timestamp, std::int64_t> hours;  // from the hour the first bin lies in
  visit_posts(snapshot, watch_, Dimension::All, start_of_hour(*next_), until,
              [&](Timestamp hour, const std::string&, std::int64_t n, std::int64_t) { hours[hour] = n; });
  std::vector<Found> found;
  for (Timestamp bin = *next_; bin < until; bin += kBin) {
    const Timestamp hour = start_of_hour(bin);
    if (!std::binary_search(hours_listened.begin(), hours_listened.end(), hour)) continue;
    const auto count = bins.find(bin);
    const auto expected = baseline_.bin(bin, kBin);
    const auto step = detector_.add(bin, count == bins.end() ? 0 : static_cast<double>(count->second), expected);
    if (step.alert && bin >= tell_from) found.push_back({*step.alert, expected});
    if (bin + kBin == hour + kHour) {
      const auto whole = hours.find(hour);
      static_cast<void>(baseline_.observe(hour, whole == hours.end() ? 0 : static_cast<double>(whole->second)));
    }
  }
  next_ = std::max(*next_, until);
  return found;
}

}  // namespace chancery::listen
