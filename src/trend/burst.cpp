#include "trend/burst.hpp"

#include <algorithm>
#include <cmath>

#include "trend/counts.hpp"

namespace chancery::trend {
namespace {

// A burst ends after so many bins in a row that are not raised.
constexpr std::int64_t kPatience = 3;
// How far above expected a bin between loud ones stays part of the burst.
constexpr double kRaised = 2;
// Days kept: the week before, and the neighbours of the bin then.
constexpr std::int64_t kDays = 8;
// While there is little history: the mean of the bins, as m <- 0.95 m + 0.05 x, from the first on.
constexpr double kFollow = 0.05;
// Four standard deviations, and one post for what few posts cannot tell.
double clearly_above(double count) {
  return count + 4 * std::sqrt(count + 1);
}

constexpr float kUnknown = -1;
constexpr double kMaxBurstCount = 1e15;

}  // namespace

BurstDetector::BurstDetector(BurstRule rule) : rule_(rule) {
  rule_.bin = std::clamp(rule_.bin, std::chrono::minutes{1}, std::chrono::minutes{60});
  week_.assign(static_cast<std::size_t>(std::chrono::days{kDays} / rule_.bin), kUnknown);
}

// The largest of the bin and its two neighbours.
std::optional<double> BurstDetector::around(std::int64_t bin) const {
  const auto kept = static_cast<std::int64_t>(week_.size());
  float most = kUnknown;
  for (std::int64_t i = bin - 1; i <= bin + 1; ++i) {
    if (i <= last_ - kept || i > last_) continue;
    most = std::max(most, week_[static_cast<std::size_t>(((i % kept) + kept) % kept)]);
  }
  return most < 0 ? std::nullopt : std::optional<double>(most);
}

BurstDetector::Judged BurstDetector::judge(std::int64_t bin, double count, const Expected& expected) const {
  Judged result;
  result.little_history = expected.history < rule_.history;
  result.expected = result.little_history ? mean_ : expected.value;
  result.variance = result.little_history ? mean_ + 1 : std::max(expected.variance, expected.value);
  if (bins_ == 0 && result.little_history) return result;  // nothing to compare with

  const auto day = std::chrono::days{1} / rule_.bin;
  result.day_before = around(bin - day);
  result.week_before = around(bin - 7 * day);
  const double recurring = std::max(result.day_before.value_or(0), result.week_before.value_or(0));
  result.surprise = surprise_above(count, result.expected, result.variance);
  const double deviation = std::sqrt(std::max(result.variance, 1.0));
  result.raised = count > result.expected + kRaised * deviation;
  const bool surprising = result.little_history ? count > clearly_above(mean_) : result.surprise >= rule_.surprise;
  result.loud = count >= rule_.least && surprising && count > clearly_above(recurring);
  return result;
}

void BurstDetector::remember(std::int64_t bin, double count, const Judged& judged) {
  const auto kept = static_cast<std::int64_t>(week_.size());
  const auto place = [&](std::int64_t i) -> float& {
    return week_[static_cast<std::size_t>(((i % kept) + kept) % kept)];
  };
  if (bins_ > 0) {
    for (std::int64_t i = std::max(last_ + 1, bin - kept); i < bin; ++i) place(i) = kUnknown;
  }
  // What was a burst says nothing about the same time tomorrow.
  place(bin) = judged.loud || (current_ && judged.raised) ? kUnknown : static_cast<float>(std::min(count, 1e30));
  mean_ = bins_ == 0 ? count : mean_ + kFollow * (count - mean_);
  last_ = bin;
  ++bins_;
}

void BurstDetector::extend(std::int64_t bin, double count, const Judged& judged) {
  const Timestamp from{rule_.bin * bin};
  if (!current_) {
    current_ = Burst{.from = from, .little_history = judged.little_history};
    current_told_ = false;
  }
  Burst& burst = *current_;
  burst.to = from + rule_.bin;
  burst.n += count;
  burst.expected += judged.expected;
  if (count <= burst.peak) return;
  burst.peak = count;
  burst.peak_expected = judged.expected;
  burst.surprise = judged.surprise;
  burst.score = (count - judged.expected) / std::sqrt(std::max(judged.variance, 1.0));
  burst.day_before = judged.day_before;
  burst.week_before = judged.week_before;
}

std::optional<Burst> BurstDetector::tell(std::int64_t bin) {
  const auto quiet = rule_.quiet / rule_.bin;
  const bool escalates = current_->peak >= rule_.escalation * told_peak_;
  const bool rested = told_peak_ == 0 || bin - last_loud_ >= quiet;
  if (!escalates && (current_told_ || !rested)) return std::nullopt;
  current_->escalated = !rested;
  current_told_ = true;
  told_peak_ = current_->peak;
  return current_;
}

BurstStep BurstDetector::add(Timestamp at, double count, const Expected& expected) {
  const std::int64_t bin = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch() / rule_.bin;
  BurstStep step;
  if (bins_ > 0 && bin <= last_) return step;
  count = std::clamp(count, 0.0, kMaxBurstCount);
  const Judged judged = judge(bin, count, expected);
  if (current_ && (bin - last_raised_ > kPatience || (!judged.raised && bin - last_raised_ == kPatience))) {
    step.ended = std::move(current_);
    current_.reset();
  }
  if (judged.loud || (current_ && judged.raised)) {
    extend(bin, count, judged);
    last_raised_ = bin;
  }
  if (judged.loud) {
    step.alert = tell(bin);
    last_loud_ = bin;
  }
  remember(bin, count, judged);
  return step;
}

}  // namespace chancery::trend
