#include "trend/silence.hpp"

#include <algorithm>
#include <cmath>

#include "trend/counts.hpp"

namespace chancery::trend {

SilenceStep SilenceDetector::add(const SilenceHour& hour) {
  SilenceStep step;
  if (last_ && hour.from <= *last_) return step;
  last_ = hour.from;
  if (hour.source_gap || hour.total_ratio < rule_.global_drop || !hour.expected.known()) return step;
  const double ratio = std::min(1.0, hour.total_ratio);
  const double expected = hour.expected.value * ratio;
  const double variance = std::max(hour.expected.variance * ratio * ratio, expected);
  const double surprise = surprise_below(hour.count, expected, variance);
  const bool quiet =
      expected >= rule_.least_expected && hour.count <= rule_.share * expected && surprise >= rule_.surprise;
  if (quiet) {
    if (!silence_) silence_ = Silence{.from = hour.from};
    silence_->n += hour.count;
    silence_->expected += expected;
    silence_->score = std::max(silence_->score, (expected - hour.count) / std::sqrt(variance));
    silence_->surprise = std::max(silence_->surprise, surprise);
    silence_->total_ratio = std::min(silence_->total_ratio, hour.total_ratio);
    ++silence_->hours;
    loud_hours_ = 0;
    if (!told_ && silence_->hours >= rule_.hours_to_begin) {
      told_ = true;
      step.alert = silence_;
    }
    return step;
  }
  // At night there is too little to hear to say that it is over.
  if (!silence_ || expected <= 0 || hour.count < rule_.recovered * expected ||
      (told_ && expected < rule_.least_expected && hour.count < rule_.least_expected)) {
    return step;
  }
  if (loud_hours_++ == 0) loud_from_ = hour.from;
  if (told_ && loud_hours_ < rule_.hours_to_end) return step;
  silence_->to = loud_from_;
  if (told_) step.ended = std::move(silence_);
  silence_.reset();
  told_ = false;
  loud_hours_ = 0;
  return step;
}

std::optional<Silence> SilenceDetector::current() const {
  return told_ ? silence_ : std::nullopt;
}

}  // namespace chancery::trend
