#include "listen/silence_watch.hpp"

#include <algorithm>

#include "listen/figures.hpp"
#include "listen/withholding.hpp"

namespace chancery::listen {
namespace {

constexpr std::size_t kStreams = 1000;  // countries and languages; later ones are left out
const std::pair<Dimension, std::string> kTotal{Dimension::All, {}};

bool of_few(store::Snapshot& snapshot, Dimension dimension, const std::string& value, Timestamp from, Timestamp to) {
  Count count;
  visit_cells(snapshot, kAllWatches, dimension, from, to, [&](Timestamp, const std::string& of, const Count& cell) {
    if (of == value) count.add(cell);
  });
  return count.people() < static_cast<std::int64_t>(kMinAuthors);
}

}  // namespace

SilenceWatch::Hours SilenceWatch::read(store::Snapshot& snapshot, Timestamp from, Timestamp to) {
  Hours hours;
  for (const WatchId watch : {kAllWatches, kSample}) {
    for (const auto dimension : {Dimension::All, Dimension::Country, Dimension::Language}) {
      visit_posts(snapshot, watch, dimension, from, to,
                  [&](Timestamp hour, const std::string& value, std::int64_t n, std::int64_t) {
                    hours[hour][{dimension, value}] += n;
                  });
    }
  }
  return hours;
}

std::vector<SilenceWatch::Found> SilenceWatch::advance(store::Snapshot& snapshot, Timestamp begin, Timestamp until,
                                                       Timestamp tell_from,
                                                       const std::vector<Timestamp>& hours_listened) {
  if (!next_) next_ = start_of_hour(begin);
  const Timestamp end = start_of_hour(until);
  const Hours hours = read(snapshot, *next_, end);
  std::vector<Found> found;
  for (const Timestamp hour : hours_listened) {
    if (hour < *next_ || hour >= end) continue;
    static const std::map<Name, std::int64_t> kNothing;
    const auto at = hours.find(hour);
    const auto& counts = at == hours.end() ? kNothing : at->second;
    const auto count_of = [&](const Name& name) {
      const auto count = counts.find(name);
      return count == counts.end() ? 0.0 : static_cast<double>(count->second);
    };
    for (const auto& entry : counts) {
      if (entry.first.first != Dimension::All && streams_.size() < kStreams) streams_.try_emplace(entry.first);
    }
    const auto usual = total_.hour(hour);
    const double ratio = usual.known() && usual.value > 0 ? count_of(kTotal) / usual.value : 1;
    for (auto& [name, stream] : streams_) {
      const double count = count_of(name);
      const auto step = stream.detector.add(
          {.from = hour, .count = count, .expected = stream.baseline.hour(hour), .total_ratio = ratio});
      if (step.alert && hour + kHour > tell_from) {
        const bool few = of_few(snapshot, name.first, name.second, step.alert->from, hour + kHour);
        found.push_back({name.first, name.second, *step.alert, few});
      }
      static_cast<void>(stream.baseline.observe(hour, count));
    }
    static_cast<void>(total_.observe(hour, count_of(kTotal)));
  }
  next_ = std::max(*next_, end);
  return found;
}

}  // namespace chancery::listen
