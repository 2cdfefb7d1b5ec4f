#include "activity/source_meter.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace chancery::activity {

SourceMeter::SourceMeter(const Clock& clock, SourceKind kind, std::string address) : clock_(clock) {
  status_.kind = kind;
  status_.address = std::move(address);
}

void SourceMeter::enter(SourceState state, std::string problem) {
  const std::scoped_lock lock(mutex_);
  status_.state = state;
  status_.problem = std::move(problem);
}

void SourceMeter::count(std::uint64_t events, std::uint64_t bad_lines, Timestamp last) {
  const auto now = second();
  const auto wall = clock_.now();
  const std::scoped_lock lock(mutex_);
  status_.events += events;
  status_.bad_lines += bad_lines;
  last_event_ = std::max(last_event_, last);
  if (last != Timestamp{}) delay_ = wall - last;
  if (first_second_ < 0) first_second_ = now;
  auto& bucket = recent_.at(static_cast<std::size_t>(now) % recent_.size());
  if (bucket.second != now) bucket = {now, 0};
  bucket.events += events;
}

void SourceMeter::lost(SourceGap gap) {
  const std::scoped_lock lock(mutex_);
  ++status_.gaps;
  status_.last_gap = gap;
}

void SourceMeter::retained(std::chrono::seconds retention) {
  const std::scoped_lock lock(mutex_);
  status_.retention = retention;
}

std::string SourceMeter::warning(Timestamp now) const {
  if (!status_.retention || last_event_ == Timestamp{}) return {};
  const auto behind = status_.state == SourceState::Live ? delay_ : now - last_event_;
  if (behind < *status_.retention / 2) return {};
  const auto hours = [](auto time) { return std::to_string(std::chrono::floor<std::chrono::hours>(time).count()); };
  return hours(behind) + " hours behind: the server keeps " + hours(*status_.retention) + ", and what is older is lost";
}

SourceStatus SourceMeter::status() const {
  const auto now = second();
  const auto wall = clock_.now();
  const std::scoped_lock lock(mutex_);
  auto status = status_;
  if (first_second_ >= 0) {
    std::uint64_t events = 0;
    for (const auto& bucket : recent_) {
      if (bucket.second > now - kSeconds && bucket.second <= now) events += bucket.events;
    }
    const auto seconds = std::clamp<std::int64_t>(now - first_second_ + 1, 1, kSeconds);
    status.events_per_second = static_cast<double>(events) / static_cast<double>(seconds);
  }
  if (last_event_ != Timestamp{}) {
    status.lag = std::max(std::chrono::seconds{0}, std::chrono::floor<std::chrono::seconds>(wall - last_event_));
  }
  status.warning = warning(wall);
  return status;
}

std::int64_t SourceMeter::second() const {
  return std::chrono::floor<std::chrono::seconds>(clock_.steady().time_since_epoch()).count();
}

}  // namespace chancery::activity
